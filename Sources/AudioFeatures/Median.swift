/// The median: of an even number of values the mean of the two in the middle, as NumPy's.
///
/// - Parameter values: At least one, finite; reordered.
func median(of values: inout [Float]) -> Float {
  let middle = values.count / 2
  var span = values.mutableSpan
  select(middle, in: &span)
  guard values.count.isMultiple(of: 2) else { return values[middle] }
  let below = largestValue(of: values.span.extracting(0..<middle))
  return (below + values[middle]) / 2
}

/// Reorders so that the value of a rank stands at its place, smaller ones before and larger ones
/// after it (Hoare 1961, Algorithm 65, doi 10.1145/366622.366647).
private func select(_ rank: Int, in values: inout MutableSpan<Float>) {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = values[low + (high - low) / 2]
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if rank <= j {
      high = j
    } else if rank >= i {
      low = i
    } else {
      return
    }
  }
}

/// The largest of values; −∞ of none.
func largestValue(of values: Span<Float>) -> Float {
  var lanes = SIMD8<Float>(repeating: -.infinity)
  var i = 0
  while i + 8 <= values.count {
    let next = SIMD8(
      values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4], values[i + 5],
      values[i + 6], values[i + 7])
    lanes.replace(with: next, where: next .> lanes)
    i += 8
  }
  var largest = -Float.infinity
  for lane in 0..<8 where lanes[lane] > largest { largest = lanes[lane] }
  while i < values.count {
    if values[i] > largest { largest = values[i] }
    i += 1
  }
  return largest
}
