/// A script of the Unicode standard, by its name there in lower case.
public enum Script: String, Sendable, CaseIterable {
  case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, bengali, gurmukhi, gujarati
  case oriya, tamil, telugu, kannada, malayalam, sinhala, thai, lao, tibetan, myanmar, georgian
  case hangul, ethiopic, khmer, hiragana, katakana, han
  /// Any other.
  case other

  /// The script of a letter; `nil` for what is no letter, and for letters of no script of their own.
  public init?(_ scalar: Unicode.Scalar) {
    let properties = scalar.properties
    guard properties.isAlphabetic else { return nil }
    let value = scalar.value
    if let range = ranges.first(where: { $0.scalars.contains(value) }) {
      self = range.script
    } else if [.modifierLetter, .nonspacingMark, .spacingMark].contains(properties.generalCategory)
    {
      return nil
    } else {
      self = .other
    }
  }
}

/// Blocks of letters (Unicode 16, Scripts.txt), the commonest first.
private let ranges: [(scalars: ClosedRange<UInt32>, script: Script)] = [
  (0x41...0x7a, .latin), (0xaa...0x2b8, .latin), (0x1e00...0x1eff, .latin),
  (0x900...0x97f, .devanagari), (0x980...0x9ff, .bengali), (0x600...0x6ff, .arabic),
  (0x400...0x52f, .cyrillic), (0x4e00...0x9fff, .han), (0xac00...0xd7ff, .hangul),
  (0x3041...0x309f, .hiragana), (0x30a1...0x30ff, .katakana), (0x370...0x3ff, .greek),
  (0x531...0x58a, .armenian), (0x591...0x5f4, .hebrew), (0x750...0x77f, .arabic),
  (0x870...0x8ff, .arabic), (0xa00...0xa7f, .gurmukhi), (0xa80...0xaff, .gujarati),
  (0xb00...0xb7f, .oriya), (0xb80...0xbff, .tamil), (0xc00...0xc7f, .telugu),
  (0xc80...0xcff, .kannada), (0xd00...0xd7f, .malayalam), (0xd80...0xdff, .sinhala),
  (0xe00...0xe7f, .thai), (0xe80...0xeff, .lao), (0xf00...0xfff, .tibetan),
  (0x1000...0x109f, .myanmar), (0x10a0...0x10ff, .georgian), (0x1100...0x11ff, .hangul),
  (0x1200...0x139f, .ethiopic), (0x1780...0x17ff, .khmer), (0x1c80...0x1c8f, .cyrillic),
  (0x1c90...0x1cbf, .georgian), (0x1f00...0x1fff, .greek), (0x2c60...0x2c7f, .latin),
  (0x2d00...0x2d2f, .georgian), (0x2d80...0x2ddf, .ethiopic), (0x2de0...0x2dff, .cyrillic),
  (0x3005...0x3007, .han), (0x3131...0x318e, .hangul), (0x31f0...0x31ff, .katakana),
  (0x3400...0x4dbf, .han), (0xa640...0xa69f, .cyrillic), (0xa722...0xa7ff, .latin),
  (0xa8e0...0xa8ff, .devanagari), (0xab30...0xab64, .latin), (0xf900...0xfaff, .han),
  (0xfb00...0xfb06, .latin), (0xfb13...0xfb17, .armenian), (0xfb1d...0xfb4f, .hebrew),
  (0xfb50...0xfdff, .arabic), (0xfe70...0xfefc, .arabic), (0xff21...0xff5a, .latin),
  (0xff66...0xff9d, .katakana), (0x20000...0x323af, .han),
]
