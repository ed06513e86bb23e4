/// How often each value of a label occurs: by name, the unknown last, rare ones summed up when there
/// are many.
struct LabelCounts {
  static let unknown = "(none)"
  static let others = "(others)"

  /// Names and counts.
  let counts: [(name: String, count: Int)]
  /// The values that have an entry of their own.
  let named: Set<String>

  /// Counts values; beyond `most` different ones the rarest become one entry.
  init(_ values: [String], most: Int = 12) {
    var found: [String: Int] = [:]
    for value in values { found[value, default: 0] += 1 }
    let kept = found.filter { !$0.key.isEmpty }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let shown = kept.prefix(kept.count > most ? most - 1 : most)
    let rest = kept.dropFirst(shown.count).reduce(0) { $0 + $1.value }
    named = Set(shown.map(\.key))
    counts =
      shown.sorted { precedes($0.key, $1.key) }.map { (name: $0.key, count: $0.value) }
      + (rest > 0 ? [(name: LabelCounts.others, count: rest)] : [])
      + (found[""].map { [(name: LabelCounts.unknown, count: $0)] } ?? [])
  }

  /// The entry that a value belongs to.
  func entry(_ value: String) -> String {
    value.isEmpty ? LabelCounts.unknown : named.contains(value) ? value : LabelCounts.others
  }
}

/// Whether a value comes first: numbers by size, texts by their letters.
private func precedes(_ a: String, _ b: String) -> Bool {
  if let a = Int(a), let b = Int(b) { return a < b }
  return a < b
}
