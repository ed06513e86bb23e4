internal import HDF5

extension HDF5File {
  /// Writes a table as a group of columns over one dimension, which must exist.
  func write(_ table: Table, group: String, dimension: String) throws {
    try createGroup(group)
    for column in table.columns {
      let dataset = "\(group)/\(column.name)"
      switch column.values {
      case .texts(let values): try write(values, to: dataset, dimensions: [dimension])
      case .integers(let values):
        try write(values.map(Int64.init), to: dataset, dimensions: [dimension])
      case .reals(let values): try write(values, to: dataset, dimensions: [dimension])
      }
      try describe(dataset, unit: column.unit, longName: column.longName)
    }
  }

  func describe(_ dataset: String, unit: String, longName: String) throws {
    if !unit.isEmpty { try setAttribute("units", of: dataset, to: unit) }
    if !longName.isEmpty { try setAttribute("long_name", of: dataset, to: longName) }
  }

  /// Reads a group of columns; all must have the same length.
  func table(_ group: String) throws -> Table {
    var columns: [Table.Column] = []
    for name in try names(in: group) {
      let dataset = "\(group)/\(name)"
      let values: Table.Values =
        switch try kind(of: dataset) {
        case .text: .texts(try texts(dataset))
        case .integer: .integers(try integers(dataset))
        case .real: .reals(try reals(dataset))
        }
      guard try shape(of: dataset).count == 1,
        values.count == columns.first?.values.count ?? values.count
      else {
        throw ArtifactError(
          .invalid, "\(path): the columns of \(group) differ in length at \(name)")
      }
      func attribute(_ name: String) throws -> String {
        hasAttribute(name, of: dataset) ? try text(attribute: name, of: dataset) : ""
      }
      columns.append(
        Table.Column(
          name, values, unit: try attribute("units"), longName: try attribute("long_name")))
    }
    return Table(columns)
  }

  /// Marks a group as NeXus data, so that viewers plot its signal at a click.
  func markAsPlot(
    _ group: String, signal: String, axes: [String], title: String, isDefault: Bool = true
  ) throws {
    try setAttribute("NX_class", of: group, to: "NXdata")
    try setAttribute("signal", of: group, to: signal)
    try setAttribute("axes", of: group, to: axes)
    try setAttribute("title", of: group, to: title)
    if isDefault { try setAttribute("default", to: group) }
  }
}
