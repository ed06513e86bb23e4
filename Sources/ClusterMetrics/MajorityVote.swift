/// The most frequent cluster of each group's members; the lowest number on a tie.
///
/// - Parameters:
///   - clusters: The cluster of each member (n).
///   - groups: The group, 0 ..< count, of each member (n).
///   - count: Number of groups; each has at least one member.
/// - Returns: The cluster of each group (count).
public func majorityVote(_ clusters: [Int], groups: [Int], count: Int) -> [Int] {
  precondition(clusters.count == groups.count, "one group a member")
  var votes = [[Int: Int]](repeating: [:], count: count)
  for (cluster, group) in zip(clusters, groups) { votes[group][cluster, default: 0] += 1 }
  return votes.map { votes in
    let winner = votes.min { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let winner else { preconditionFailure("a group has no members") }
    return winner.key
  }
}
