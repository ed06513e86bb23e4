/// Who sings.
public struct Artist: Sendable, Equatable {
  /// The name, as tags give it.
  public let name: String
  /// The voice.
  public let voice: Voice
}

extension Language {
  /// Two artists for each genre; the second of pop also sings rock, see ``corpusPlan(seed:songsPerCell:)``.
  func artists(_ genre: Genre) -> [Artist] {
    switch (self, genre) {
    case (.arabic, .pop): [Artist("ليلى الحداد", .f2), Artist("سامر النجار", .m3)]
    case (.arabic, .rock): [Artist("فرقة الصدى", .m6), Artist("رياح الشرق", .f5)]
    case (.arabic, .hipHop): [Artist("الراوي", .m7), Artist("شهد", .f4)]
    case (.english, .pop): [Artist("Clara Winslow", .f3), Artist("The Paper Boats", .m2)]
    case (.english, .rock): [Artist("Iron Orchard", .m6), Artist("Delia & the Comets", .f2)]
    case (.english, .hipHop): [Artist("Notebook Kid", .m3), Artist("Ruby Verse", .f5)]
    case (.hindi, .pop): [Artist("मीरा सान्याल", .f4), Artist("आरव देसाई", .m7)]
    case (.hindi, .rock): [Artist("लाल पत्थर", .m2), Artist("तूफ़ान एक्सप्रेस", .f3)]
    case (.hindi, .hipHop): [Artist("गली का शायर", .m6), Artist("रानी बोल", .f2)]
    case (.spanish, .pop): [Artist("Lucía Peñalba", .f5), Artist("Los Domingos", .m6)]
    case (.spanish, .rock): [Artist("Río Bravo Eléctrico", .m3), Artist("Ceniza", .f4)]
    case (.spanish, .hipHop): [Artist("Maestro Ñandú", .m2), Artist("Azotea", .f3)]
    }
  }
}

extension Artist {
  fileprivate init(_ name: String, _ voice: Voice) {
    self.name = name
    self.voice = voice
  }
}
