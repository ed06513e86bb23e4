/// How many clusters a task asks for.
enum ClusterCount: Equatable {
  /// As many as its label has values.
  case labels
  /// So many.
  case number(Int)
  /// What suits the rows best, among some numbers; labels are not looked at.
  case chosen(Criterion, ClosedRange<Int>)

  /// What a number of clusters may be chosen by.
  enum Criterion: String, CaseIterable {
    case silhouette
    case bic
    case gap
    case stability

    /// All of them, for messages.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
  }

  /// The count that a text stands for; `nil` if none.
  ///
  /// - Parameter range: The numbers to choose among.
  init?(_ text: String, among range: ClosedRange<Int>) {
    if text == "labels" {
      self = .labels
    } else if let criterion = Criterion(rawValue: text) {
      self = .chosen(criterion, range)
    } else if let number = Int(text), (1...100_000).contains(number) {
      self = .number(number)
    } else {
      return nil
    }
  }
}
