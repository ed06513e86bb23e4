public import AudioFeatures
internal import Corpus

/// Vectors that a user brings, found by the id of a song or clip.
public struct ExternalVectors {
  /// Numbers a vector.
  public let width: Int
  private let array: VectorArray
  /// Each id's row.
  private let rows: [String: Int]
  private let idsPath: String

  /// Opens the array and reads the ids of its rows.
  ///
  /// - Parameters:
  ///   - settings: Where they are.
  ///   - folder: What paths are relative to.
  /// - Throws: ``ExternalVectorsError`` when a file is missing, is no two-dimensional array of
  ///   floating-point numbers, has another number of ids than rows, or an id twice; `HDF5Error` when
  ///   HDF5 cannot read it.
  public init(_ settings: ExternalSettings, relativeTo folder: String) throws {
    let paths = settings.paths(relativeTo: folder)
    let array = try VectorArray(reading: paths.file, settings.storage)
    let ids = try readIDs(paths.ids, column: settings.idColumn)
    guard ids.count == array.rows else {
      throw ExternalVectorsError(
        "\(paths.ids) has \(ids.count) ids, but \(paths.file) has \(array.rows) rows: there must be one "
          + "for each")
    }
    var rows: [String: Int] = [:]
    for (row, id) in ids.enumerated() {
      guard rows.updateValue(row, forKey: id) == nil else {
        throw ExternalVectorsError("\(paths.ids) has the id “\(id.prefix(200))” twice")
      }
    }
    width = array.width
    self.array = array
    self.rows = rows
    idsPath = paths.ids
  }

  /// The vector of a song or clip.
  ///
  /// - Returns: (``width``), finite.
  /// - Throws: ``ExternalVectorsError`` when there is none, or it is not finite.
  public func vector(of id: String) throws -> [Float] {
    guard let row = rows[id] else {
      throw ExternalVectorsError("\(idsPath) has no row \(id)")
    }
    let vector = try array.vector(row)
    guard vector.allSatisfy(\.isFinite) else {
      throw ExternalVectorsError("its vector, row \(row), holds values that are not finite numbers")
    }
    return vector
  }
}

extension ExternalSettings {
  /// Where the array and the ids are.
  ///
  /// - Parameter folder: What their paths are relative to.
  public func paths(relativeTo folder: String) -> (file: String, ids: String) {
    func path(_ name: String) -> String {
      name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
    }
    return (path(file), path(ids))
  }
}

/// The ids of the rows, in order.
private func readIDs(_ path: String, column: String) throws(ExternalVectorsError) -> [String] {
  let table: CSVTable
  do {
    table = try CSVTable(reading: path)
  } catch {
    throw ExternalVectorsError(error.description, isAbsence: error.fault == .absent)
  }
  guard let index = table.column(column) else {
    throw ExternalVectorsError(
      "\(path) has no column \(column): it has \(table.header.prefix(8).joined(separator: ", "))")
  }
  return table.rows.map { $0[index] }
}
