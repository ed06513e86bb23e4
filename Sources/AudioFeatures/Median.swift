/// The median: of an even number of values the mean of the two in the middle, as NumPy's.
///
/// - Parameter values: At least one, finite; reordered.
func median(of values: inout [Float]) -> Float {
  let middle = values.count / 2
  var span = values.mutableSpan
  select(middle, in: &span)
  guard values.count.isMultiple(of: 2) else { return values[middle] }
  let below = values[..<middle].reduce(-.infinity) { $1 > $0 ? $1 : $0 }
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
