internal import Randomness

/// The batches of one epoch: the rows in an order drawn from (seed, epoch), cut into pieces.
///
/// A last batch of a single row joins the one before it, since batch norm has no variance for one.
///
/// - Parameters:
///   - rows: The rows to learn from.
///   - size: Rows of a batch, ≥ 2.
///   - seed: Any number.
///   - epoch: From 0.
public func batches(of rows: [Int], size: Int, seed: UInt64, epoch: Int) -> [[Int]] {
  precondition(size >= 2)
  var generator = Generator(seed: seed, stream: "epoch \(epoch)")
  var order = rows
  generator.shuffle(&order)
  var batches = stride(from: 0, to: order.count, by: size).map {
    Array(order[$0..<min($0 + size, order.count)])
  }
  if batches.count > 1, let last = batches.last, last.count == 1 {
    batches.removeLast()
    batches[batches.count - 1] += last
  }
  return batches
}
