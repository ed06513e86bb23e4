internal import Foundation
public import LinearAlgebra

/// What songs for training have in the columns of a catalogue, by which those of any song become
/// numbers.
public struct MetadataWeights: Sendable, Equatable {
  /// What is read.
  public let settings: MetadataSettings
  /// Weights of the words; `nil` where none are counted.
  public let terms: TermWeights?
  /// A column and one of its values, or an element of its lists, for each number that is 1 or 0.
  public let values: [(column: String, value: String)]
  /// The mean of each column of numbers, which stands for a number that is missing.
  public let means: [Float]

  /// Takes back what was fitted before.
  ///
  /// - Throws: ``TextError`` when it does not fit the settings.
  public init(
    _ settings: MetadataSettings, terms: TermWeights?, values: [(column: String, value: String)],
    means: [Float]
  ) throws(TextError) {
    let columns = Set(settings.values.map(\.column) + settings.tags)
    guard (terms == nil) == settings.texts.isEmpty, means.count == settings.numbers.count,
      values.allSatisfy({ columns.contains($0.column) })
    else { throw TextError("what was fitted to metadata does not fit its settings") }
    self.settings = settings
    self.terms = terms
    self.values = values
    self.means = means
  }

  /// Fits to songs for training.
  ///
  /// - Parameters:
  ///   - columns: The texts of each column of the settings, a text a song, at least one song.
  ///   - settings: What is read.
  ///   - threads: Number of workers, ≥ 1.
  /// - Throws: ``TextError`` when a column of numbers has none.
  public init(
    fittedTo columns: [String: [String]], _ settings: MetadataSettings, threads: Int
  ) throws {
    let terms =
      settings.texts.isEmpty
      ? nil
      : try TermWeights(
        fittedTo: joinedTexts(of: columns, settings.texts), settings.terms, threads: threads)
    var values: [(column: String, value: String)] = []
    for (column, count) in settings.values {
      values += frequent(columns[column] ?? []).prefix(count).map { (column, $0) }
    }
    for column in settings.tags {
      values += frequent((columns[column] ?? []).flatMap(elements)).prefix(mostTags)
        .map { (column, $0) }
    }
    let means = try settings.numbers.map { column in
      let known = (columns[column] ?? []).compactMap(number)
      guard !known.isEmpty else {
        throw TextError("no song for training has a number in \(column)")
      }
      return Float(known.reduce(0, +) / Double(known.count))
    }
    try self.init(settings, terms: terms, values: values, means: means)
  }

  /// What each number of a vector is.
  public var columnNames: [String] {
    (terms?.columnNames ?? []) + values.map { "\($0.column)_\($0.value)" } + settings.numbers
  }

  /// The vectors of songs, whichever.
  ///
  /// - Parameters:
  ///   - columns: As those that were fitted to.
  ///   - threads: Number of workers, ≥ 1.
  /// - Returns: (songs, numbers).
  public func vectors(of columns: [String: [String]], threads: Int) -> Matrix {
    let texts = joinedTexts(of: columns, settings.columns)
    let counted = terms?.vectors(
      of: joinedTexts(of: columns, settings.texts), threads: threads)
    var rows: [Float] = []
    for song in texts.indices {
      rows += counted?.row(song) ?? []
      rows += values.map { column, value in
        let own = columns[column]?[song] ?? ""
        let isThere = settings.tags.contains(column) ? elements(own).contains(value) : own == value
        return isThere ? 1 : 0
      }
      rows += zip(settings.numbers, means).map { column, mean in
        number(columns[column]?[song] ?? "").map { Float($0) } ?? mean
      }
    }
    return Matrix(
      rows: texts.count, columns: texts.isEmpty ? 0 : rows.count / texts.count, elements: rows)
  }

  /// Whether two are the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.settings == b.settings && a.terms == b.terms && a.means == b.means
      && a.values.map(\.column) == b.values.map(\.column)
      && a.values.map(\.value) == b.values.map(\.value)
  }
}

/// Most elements of lists that have a number each.
private let mostTags = 1000

/// The texts of some columns, song by song.
private func joinedTexts(of columns: [String: [String]], _ names: [String]) -> [String] {
  let texts = names.compactMap { columns[$0] }
  return (0..<(texts.first?.count ?? 0)).map { song in
    texts.map { $0[song] }.joined(separator: "\n")
  }
}

/// Distinct values that are not empty, the most frequent first.
private func frequent(_ values: [String]) -> [String] {
  var counts: [String: Int] = [:]
  for value in values where !value.isEmpty { counts[value, default: 0] += 1 }
  return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
}

/// The elements of a list: between semicolons, or commas where there are none.
private func elements(_ list: String) -> [String] {
  list.split(separator: list.contains(";") ? ";" : ",").map(joiningSpaces).filter { !$0.isEmpty }
}

private func number(_ text: String) -> Double? {
  Double(text.trimmingCharacters(in: .whitespaces)).flatMap { $0.isFinite ? $0 : nil }
}
