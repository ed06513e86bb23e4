/// Named columns of equal length: what a group of one-dimensional datasets holds.
public struct Table: Sendable, Equatable {
  /// The values of one column.
  public enum Values: Sendable, Equatable {
    /// Texts.
    case texts([String])
    /// Whole numbers; truth values are 0 and 1.
    case integers([Int])
    /// Floating-point numbers; NaN is a missing value.
    case reals([Double])

    var count: Int {
      switch self {
      case .texts(let values): values.count
      case .integers(let values): values.count
      case .reals(let values): values.count
      }
    }

    func selecting(_ rows: [Int]) -> Values {
      switch self {
      case .texts(let values): .texts(rows.map { values[$0] })
      case .integers(let values): .integers(rows.map { values[$0] })
      case .reals(let values): .reals(rows.map { values[$0] })
      }
    }
  }

  /// One named column.
  public struct Column: Sendable, Equatable {
    /// The dataset's name.
    public let name: String
    /// One value a row.
    public let values: Values
    /// The unit, such as "s"; empty where there is none.
    public let unit: String
    /// A few words for people; empty where the name says it all.
    public let longName: String

    /// Describes a column.
    public init(_ name: String, _ values: Values, unit: String = "", longName: String = "") {
      self.name = name
      self.values = values
      self.unit = unit
      self.longName = longName
    }

    /// A column of texts.
    public init(_ name: String, _ texts: [String], longName: String = "") {
      self.init(name, .texts(texts), longName: longName)
    }

    /// A column of whole numbers.
    public init(_ name: String, _ integers: [Int], unit: String = "", longName: String = "") {
      self.init(name, .integers(integers), unit: unit, longName: longName)
    }

    /// A column of floating-point numbers.
    public init(_ name: String, _ reals: [Double], unit: String = "", longName: String = "") {
      self.init(name, .reals(reals), unit: unit, longName: longName)
    }
  }

  /// The columns, in the order of the file.
  public let columns: [Column]

  /// Joins columns of equal length and distinct names.
  public init(_ columns: [Column]) {
    precondition(Set(columns.map(\.values.count)).count <= 1, "columns differ in length")
    precondition(Set(columns.map(\.name)).count == columns.count, "a column occurs twice")
    self.columns = columns
  }

  /// Number of rows.
  public var count: Int { columns.first?.values.count ?? 0 }

  /// Whether there is a column of this name.
  public func contains(_ name: String) -> Bool { columns.contains { $0.name == name } }

  /// The texts of a column.
  public func texts(_ name: String) throws(ArtifactError) -> [String] {
    guard case .texts(let values)? = column(name) else { throw missing(name, "texts") }
    return values
  }

  /// The whole numbers of a column.
  public func integers(_ name: String) throws(ArtifactError) -> [Int] {
    guard case .integers(let values)? = column(name) else { throw missing(name, "whole numbers") }
    return values
  }

  /// The floating-point numbers of a column.
  public func reals(_ name: String) throws(ArtifactError) -> [Double] {
    guard case .reals(let values)? = column(name) else { throw missing(name, "real numbers") }
    return values
  }

  /// The values of a column as texts: numbers as they are written, NaN as nothing.
  public func plainTexts(_ name: String) throws(ArtifactError) -> [String] {
    switch column(name) {
    case .texts(let values): values
    case .integers(let values): values.map(String.init)
    case .reals(let values): values.map { $0.isNaN ? "" : "\($0)" }
    case nil: throw missing(name, "values")
    }
  }

  /// The given rows, in the given order.
  public func selecting(rows: [Int]) -> Table {
    Table(
      columns.map {
        Column($0.name, $0.values.selecting(rows), unit: $0.unit, longName: $0.longName)
      })
  }

  /// The named columns, in the given order.
  public func selecting(columns names: [String]) throws(ArtifactError) -> Table {
    var selected: [Column] = []
    for name in names {
      guard let column = columns.first(where: { $0.name == name }) else {
        throw missing(name, "values")
      }
      selected.append(column)
    }
    return Table(selected)
  }

  /// The rows of tables with the same columns, one after another.
  ///
  /// - Throws: ``ArtifactError`` when a table lacks a column of the first or has it of another kind.
  public init(concatenating tables: [Table]) throws(ArtifactError) {
    var columns: [Column] = []
    for column in tables.first?.columns ?? [] {
      let values: Values
      switch column.values {
      case .texts:
        var all: [String] = []
        for table in tables { all += try table.texts(column.name) }
        values = .texts(all)
      case .integers:
        var all: [Int] = []
        for table in tables { all += try table.integers(column.name) }
        values = .integers(all)
      case .reals:
        var all: [Double] = []
        for table in tables { all += try table.reals(column.name) }
        values = .reals(all)
      }
      columns.append(Column(column.name, values, unit: column.unit, longName: column.longName))
    }
    self.init(columns)
  }

  private func column(_ name: String) -> Values? {
    columns.first { $0.name == name }?.values
  }

  private func missing(_ name: String, _ kind: String) -> ArtifactError {
    ArtifactError(.invalid, "a table has no column \(name) of \(kind)")
  }
}
