internal import Randomness

/// The batches of one epoch in pairs of clips of one song: rows 2i and 2i + 1 of a batch are a pair.
///
/// The clips of each song are drawn into pairs; one that is left over pairs with another of its song,
/// or with itself where it is the only one. Pairs are dealt in an order drawn from (seed, epoch). A
/// last batch of a single pair joins the one before it, since it had nothing to differ from.
///
/// - Parameters:
///   - rows: The rows to learn from, ascending.
///   - songs: The song of every row of the data.
///   - size: Rows of a batch, ≥ 4.
///   - seed: Any number.
///   - epoch: From 0.
func pairedBatches(
  of rows: [Int], songs: [Int], size: Int, seed: UInt64, epoch: Int
) -> [[Int]] {
  precondition(size >= 4)
  var generator = Generator(seed: seed, stream: "pairs \(epoch)")
  var pairs: [[Int]] = []
  let clipsOfSong = Dictionary(grouping: rows) { songs[$0] }
  for (_, clips) in clipsOfSong.sorted(by: { $0.key < $1.key }) {
    var clips = clips
    generator.shuffle(&clips)
    if !clips.count.isMultiple(of: 2) { clips.append(clips[0]) }
    pairs += stride(from: 0, to: clips.count, by: 2).map { [clips[$0], clips[$0 + 1]] }
  }
  generator.shuffle(&pairs)
  let together = size / 2
  var batches = stride(from: 0, to: pairs.count, by: together).map {
    pairs[$0..<min($0 + together, pairs.count)].flatMap { $0 }
  }
  if batches.count > 1, let last = batches.last, last.count == 2 {
    batches.removeLast()
    batches[batches.count - 1] += last
  }
  return batches
}
