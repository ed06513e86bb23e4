public import NeuralNetwork

#if MPI
  internal import CMPI
#endif

/// The processes that mpirun or srun started together, by MPI, where the package is built with it.
public enum MessagePassing {
  /// Joins the others.
  ///
  /// From here on every error of MPI ends all processes, and so does one that ends without ``leave()``.
  ///
  /// - Parameter count: How many processes were started, ≥ 1; one by itself needs no MPI.
  /// - Throws: ``MessagePassingError`` where they cannot know each other.
  public static func join(expecting count: Int) throws(MessagePassingError) -> Collective {
    guard count > 1 else { return .alone }
    #if MPI
      // Only the main thread sums.
      var provided = Int32(0)
      guard unsafe MPI_Init_thread(nil, nil, Int32(MPI_THREAD_FUNNELED), &provided) == MPI_SUCCESS
      else { throw MessagePassingError("MPI cannot be started") }
      var (rank, size) = (Int32(0), Int32(0))
      unsafe MPI_Comm_rank(cantus_mpi_world(), &rank)
      unsafe MPI_Comm_size(cantus_mpi_world(), &size)
      guard Int(size) == count else {
        throw MessagePassingError(
          "\(count) processes were started, but know of \(size): start them by mpirun, or by srun "
            + "with --mpi=pmix")
      }
      return Collective(
        rank: Int(rank), count: count,
        sumFloats: { values in
          unsafe values.withUnsafeMutableBufferPointer {
            _ = unsafe cantus_mpi_sum_floats($0.baseAddress, Int32($0.count))
          }
        },
        sumDoubles: { values in
          unsafe values.withUnsafeMutableBufferPointer {
            _ = unsafe cantus_mpi_sum_doubles($0.baseAddress, Int32($0.count))
          }
        })
    #else
      throw MessagePassingError(
        "\(count) processes were started to train together, but this program is built without MPI: "
          + "start one, or install libopenmpi-dev and build again")
    #endif
  }

  /// Waits for the others, and leaves them; nothing may be summed afterwards.
  public static func leave() {
    #if MPI
      var isJoined = Int32(0)
      unsafe MPI_Initialized(&isJoined)
      if isJoined != 0 { MPI_Finalize() }
    #endif
  }
}

/// Why processes cannot work together, in one sentence.
public struct MessagePassingError: Error, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
