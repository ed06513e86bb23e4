/// A language that songs are sung in.
public enum Language: String, CaseIterable, Sendable {
  case arabic = "ar"
  case english = "en"
  case hindi = "hi"
  case spanish = "es"

  /// The English name, as the catalogue gives it.
  public var name: String {
    switch self {
    case .arabic: "Arabic"
    case .english: "English"
    case .hindi: "Hindi"
    case .spanish: "Spanish"
    }
  }
}
