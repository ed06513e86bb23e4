/// A number of things in words: "1 song", "2 songs".
///
/// - Parameters:
///   - number: How many, ≥ 0.
///   - thing: One of them, whose plural ends in s.
public func counted(_ number: Int, _ thing: String) -> String {
  "\(number) \(thing)\(number == 1 ? "" : "s")"
}
