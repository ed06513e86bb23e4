extension SongSplit {
  /// What people read on the terminal: songs per part, then per value of each label with the
  /// largest deviation from proportion, then the groups of more than one song and why.
  ///
  /// - Parameter labels: The labels to list.
  public func summary(labels: [String]) -> [String] {
    var lines = ["songs: \(counts(Part.allCases.map(size)))"]
    for label in labels {
      let balance = balance(of: label)
      for value in Set(balance.map(\.value)).sorted() {
        let ofValue = balance.filter { $0.value == value }
        lines.append(
          "\(label) \(value.isEmpty ? "(missing)" : value): \(counts(ofValue.map(\.count)))")
      }
      let worst = balance.map { abs(Double($0.count) - $0.expected) }.max() ?? 0
      lines.append("\(label) is at most \((worst * 10).rounded() / 10) songs off proportion")
    }
    let large = groups.members.filter { $0.count > 1 }
    for group in large.prefix(20) {
      let members = Set(group)
      let reasons = Set(groups.links.filter { members.contains($0.a) }.map(\.reason.description))
      let names = group.prefix(10).map { songs[$0].id }.joined(separator: ", ")
      let rest = group.count > 10 ? " and \(group.count - 10) more" : ""
      lines.append(
        "kept together in \(parts[group[0]].rawValue): \(names)\(rest) "
          + "(\(reasons.sorted().joined(separator: ", ")))")
    }
    if large.count > 20 { lines.append("and \(large.count - 20) more groups") }
    return lines
  }

  private func counts(_ numbers: [Int]) -> String {
    zip(Part.allCases, numbers).map { "\($0.rawValue) \($1)" }.joined(separator: ", ")
  }
}
