/// What is sung of a line.
///
/// - Parameter line: One space between words and none at the ends.
/// - Returns: The words, empty for an empty line; `nil` for a line of which nothing is sung.
func sungWords(ofLine line: String) -> String? {
  guard !line.isEmpty else { return "" }
  // Nobody sings so much in one line: it is prose, or no text at all.
  guard line.utf8.count <= 2000 else { return line }
  var rest = line
  while true {
    guard !isTimeLine(rest), !isCredit(rest), !isMark(rest[...], weak: false) else { return nil }
    let shorter = joiningSpaces(
      withoutMarkOfRepetition(withoutPrefix(withoutBrackets(withoutTimeCodes(rest)))))
    if shorter == rest { return rest }
    if shorter.isEmpty { return nil }
    rest = shorter
  }
}

/// A line without time codes: “[01:02.50]”, “<01:02.50>”.
private func withoutTimeCodes(_ line: String) -> String {
  guard line.contains("[") || line.contains("<") else { return line }
  return line.replacing(/[\[<][0-9]{1,3}(:[0-9]{2}){1,2}([.:,][0-9]{1,3})?[\]>]/, with: " ")
}

/// Whether a line is a time of SRT, or a tag of LRC.
private func isTimeLine(_ line: String) -> Bool {
  guard line.hasPrefix("[") || line.contains("-->") else { return false }
  return line.wholeMatch(of: /[0-9:.,]+ --> [0-9:.,]+/) != nil
    || line.wholeMatch(of: /\[(ar|ti|al|au|by|length|offset|re|ve|la|tool|#):[^\]]*\]/) != nil
}

/// A line without what stands in square or curly brackets, and without round ones around marks.
private func withoutBrackets(_ line: String) -> String {
  guard line.contains(where: { "[{【［(（".contains($0) }) else { return line }
  return
    line
    .replacing(/[\[{【［][^\[\]{}【】［］]*[\]}】］]/, with: " ")
    .replacing(/[(（]([^()（）]*)[)）]/) { match in
      isMark(match.output.1, weak: true) ? " " : match.output.0
    }
}

/// A line without a mark that a colon ends: “Refrain: …”.
private func withoutPrefix(_ line: String) -> Substring {
  guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }),
    isMark(line[..<colon], weak: false)
  else { return line[...] }
  return line[line.index(after: colon)...]
}

/// A line without “x2”, “2x” or “×2” at its end.
private func withoutMarkOfRepetition(_ line: Substring) -> Substring {
  guard line.last.map({ $0.isNumber || "xX×)".contains($0) }) ?? false,
    let match = line.firstMatch(of: #/(^| )[\/|(]*([xX×][0-9]{1,2}|[0-9]{1,2}[xX×])[)]*$/#)
  else { return line }
  return line[..<match.range.lowerBound]
}

/// Whether a line names who made the song, or where the text is from.
private func isCredit(_ line: String) -> Bool {
  if ["http://", "https://", "www.", "©", "℗"].contains(where: line.hasPrefix) { return true }
  if line == "You might also like" || line.wholeMatch(of: /[0-9]*Embed/) != nil { return true }
  guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else {
    let lower = line.lowercased()
    return lower.contains(" by ") && credits.english.contains { lower.hasPrefix($0 + " by ") }
  }
  let parts = line[..<colon].lowercased().split { $0 == "&" || $0 == "/" || $0 == "," || $0 == "+" }
  return !parts.isEmpty
    && parts.allSatisfy { part in
      let name = joiningSpaces(part)
      let plain = name.hasSuffix(" by") ? String(name.dropLast(3)) : name
      return credits.english.contains(plain) || credits.others.contains(plain)
    }
}

/// Whether a text is a mark of structure and nothing else: “Verse 2”, “কোরাস”, “Final Chorus x2”.
///
/// - Parameters:
///   - text: A line, or what stands in brackets.
///   - weak: Whether words count that are sung elsewhere too.
private func isMark(_ text: Substring, weak: Bool) -> Bool {
  guard text.utf8.count <= 80 else { return false }
  var isMarked = false
  let words = text.lowercased().split { !isPartOfWord($0) }
  for word in words {
    let name = String(word)
    if marks.names.contains(name) || (weak && isWeakMark(name)) {
      isMarked = true
    } else if !isNumber(word), !marks.fillings.contains(name) {
      return false
    }
  }
  return isMarked
}

/// A word that is sung elsewhere too, or “x2”.
private func isWeakMark(_ word: String) -> Bool {
  marks.weak.contains(word)
    || (word.count > 1 && word.contains("x") && word.allSatisfy { $0.isNumber || $0 == "x" })
}

private func isPartOfWord(_ character: Character) -> Bool {
  character.unicodeScalars.contains {
    $0.properties.isAlphabetic || $0.properties.numericType != nil
  }
}

/// A number in digits or Roman ones, with or without an x.
private func isNumber(_ word: Substring) -> Bool {
  word.allSatisfy { $0.isNumber || $0 == "x" || $0 == "×" }
    || word.allSatisfy { "iv".contains($0) }
    || ["1st", "2nd", "3rd", "4th"].contains(word)
}

/// Marks of structure in lower case.
private let marks = (
  names: Set([
    "chorus", "verse", "refrain", "bridge", "intro", "outro", "interlude", "prechorus",
    "postchorus", "hook", "instrumental",  // English
    "coro", "estribillo", "estrofa", "verso", "puente", "precoro",  // Spanish
    "refrão", "refrao", "prérefrão", "ponte",  // Portuguese
    "couplet", "pont", "prérefrain", "interlúdio",  // French
    "strophe", "vers", "kehrreim", "kehrvers", "zwischenspiel", "vorrefrain",  // German
    "ritornello", "strofa", "preritornello",  // Italian
    "refren", "zwrotka", "refrein", "refräng", "nakarat", "reff",  // others of Europe
    "припев", "куплет", "проигрыш", "бридж", "вступление",  // Russian
    "কোরাস", "অন্তরা", "স্থায়ী", "সঞ্চারী", "আভোগ", "ধুয়া",  // Bangla
    "मुखड़ा", "अंतरा", "अन्तरा", "कोरस", "स्थायी", "mukhda", "antara", "sthayi",  // Hindi
    "كورس", "الكورس", "كوبليه", "الكوبليه", "لازمة", "اللازمة", "المذهب",  // Arabic
    "サビ", "コーラス", "후렴", "코러스", "副歌", "主歌",  // Japanese, Korean, Chinese
  ]),
  weak: Set([
    "bis", "repeat", "repeats", "spoken", "solo", "guitar", "break", "twice", "fade", "out", "ad",
    "lib", "libs", "adlib", "musik", "music", "end", "fin", "ende", "x", "instrumentalteil",
  ]),
  fillings: Set([
    "pre", "post", "final", "last", "first", "second", "third", "double", "half", "pré", "vor",
    "de",
    "a", "b", "c", "1er", "2e", "previo", "final",
  ])
)

/// Who makes songs, in lower case; what stands before a colon, in English also before “by”.
private let credits = (
  english: Set([
    "lyrics", "music", "words", "written", "composed", "composer", "composers", "lyricist",
    "produced",
    "producer", "producers", "arranged", "arrangement", "performed", "artist", "album", "copyright",
    "publisher", "published", "transcribed", "translated", "mixed", "mastered", "words and music",
    "lyrics and music", "writer", "writers", "songwriter", "songwriters", "vocals",
  ]),
  others: Set([
    "letra", "música", "musica", "letra y música", "compositor", "autor", "autores", "intérprete",
    "paroles", "musique", "paroles et musique", "auteur", "compositeur", "interprète",
    "text", "musik", "text und musik", "komponist", "interpret", "testo", "parole", "autore",
    "слова", "музыка", "исполнитель", "কথা", "সুর", "কণ্ঠ", "শিল্পী", "গীতিকার", "সুরকার",
    "गीतकार", "संगीतकार", "गायक", "गायिका", "संगीत", "كلمات", "ألحان", "الحان", "توزيع", "غناء",
    "作词", "作曲", "编曲", "作詞", "編曲", "歌", "작사", "작곡",
  ])
)
