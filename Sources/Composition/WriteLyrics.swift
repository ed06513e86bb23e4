internal import Randomness

extension Arrangement {
  /// The words of a song that has this form.
  ///
  /// - Parameters:
  ///   - title: The hook of the chorus.
  ///   - genre: Whose lines the verses mostly take.
  ///   - language: The language.
  ///   - delivery: Which sections are rapped: these have a line to the bar, others to two.
  ///   - deal: Which lines are the song's.
  func lyrics(
    title: String, genre: Genre, language: Language, delivery: Delivery, deal: LyricsDeal
  ) -> Lyrics {
    let pool = language.lyrics
    var verses = dealt(pool.verses(genre), "verses", language, genre, deal.seed)
    verses.rotate(by: deal.verse * 5)
    // Now and then a couplet comes from another genre.
    let other = Genre.allCases[(deal.chorus + deal.verse) % Genre.allCases.count]
    if other != genre {
      var borrowed = dealt(pool.verses(other), "borrowed", language, other, deal.seed)
      borrowed.rotate(by: deal.chorus)
      verses.insert(borrowed[0], at: 1)
    }
    let choruses = dealt(pool.choruses, "choruses", language, nil, deal.seed)
    let chorus = choruses[deal.chorus % choruses.count]
    let hook = "\(title), \(title)"

    var next = 0
    func couplets(_ count: Int) -> [String] {
      (0..<count).flatMap { _ in
        defer { next += 1 }
        let couplet = verses[next % verses.count]
        return [couplet.first, couplet.second]
      }
    }
    return Lyrics(
      stanzas: form.sections.compactMap { section in
        switch section.kind {
        case .verse:
          let lines = delivery.rapsVerses ? section.bars : section.bars / 2
          return Stanza(kind: .verse, lines: couplets(lines / 2))
        case .bridge:
          return Stanza(kind: .bridge, lines: couplets(section.bars / 4))
        case .chorus:
          let short = section.bars == 4 && !delivery.rapsVerses
          return Stanza(
            kind: .chorus,
            lines: short ? [hook, chorus.second] : [hook, chorus.first, chorus.second, hook])
        case .intro, .solo, .outro:
          return nil
        }
      })
  }
}

/// The couplets in the order in which a corpus deals them.
private func dealt(
  _ couplets: [Couplet], _ kind: String, _ language: Language, _ genre: Genre?, _ seed: UInt64
) -> [Couplet] {
  var generator = Generator(
    seed: seed, stream: "lyrics/\(kind)/\(language.rawValue)/\(genre?.rawValue ?? "")")
  var couplets = couplets
  generator.shuffle(&couplets)
  return couplets
}

extension Array {
  /// Moves the first elements to the end.
  fileprivate mutating func rotate(by count: Int) {
    let split = count % self.count
    self = Array(self[split...] + self[..<split])
  }
}
