internal import AudioFeatures
internal import Foundation
internal import HDF5

/// A two-dimensional array of floating-point numbers in a file, a row a vector.
struct VectorArray {
  /// Vectors.
  let rows: Int
  /// Numbers a vector.
  let width: Int
  /// Reads one vector; numbers beyond single precision become infinite.
  let vector: (_ row: Int) throws -> [Float]

  init(reading path: String, _ storage: ExternalSettings.Storage) throws {
    switch storage {
    case .npy:
      let file = try NPYFile(reading: path)
      (rows, width) = (file.rows, file.columns)
      vector = { try file.vector($0) }
    case .hdf5(let dataset):
      guard FileManager.default.fileExists(atPath: path) else {
        throw ExternalVectorsError("\(path) does not exist", isAbsence: true)
      }
      let file = try HDF5File(reading: path)
      let shape = try file.shape(of: dataset)
      guard shape.count == 2, shape.allSatisfy({ $0 > 0 }), try file.kind(of: dataset) == .real
      else {
        throw ExternalVectorsError(
          "\(dataset) in \(path) has the shape \(shape): vectors are the rows of a dataset of two "
            + "dimensions of floating-point numbers")
      }
      guard shape[1] <= NPYFile.largestWidth else {
        throw ExternalVectorsError(
          "\(dataset) in \(path) has vectors of \(shape[1]) numbers: at most "
            + "\(NPYFile.largestWidth) are read")
      }
      (rows, width) = (shape[0], shape[1])
      vector = { row in try file.reals(dataset, rows: row..<(row + 1)).map { Float($0) } }
    }
  }
}
