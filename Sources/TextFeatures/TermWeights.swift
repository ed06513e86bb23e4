internal import Foundation
public import LinearAlgebra
internal import Parallelism
internal import Randomness

/// Weights of terms, fitted to texts for training: which terms count, how much (inverse document
/// frequency), and the directions that they are reduced to.
///
/// With n texts, of which df have a term: ln((1 + n)/(1 + df)) + 1 times the count of the term, or 1 +
/// ln(count) (Salton & Buckley 1988, doi 10.1016/0306-4573(88)90021-0; smoothed as in scikit-learn's
/// `TfidfVectorizer`), then each text to length 1. Directions are those of a truncated singular value
/// decomposition, without centring.
public struct TermWeights: Sendable, Equatable {
  /// What is counted.
  public let settings: TermSettings
  /// The vocabulary, a column each, ascending; empty where terms are hashed.
  public let terms: [String]
  /// The inverse document frequency of each column (V).
  public let weights: [Float]
  /// The directions as columns (V, k); `nil` where columns are not reduced.
  public let directions: Matrix?
  private let columnOfTerm: [String: Int]

  /// Takes back what was fitted before; see the properties for shapes.
  ///
  /// - Throws: ``TextError`` when shapes do not fit.
  public init(
    _ settings: TermSettings, terms: [String], weights: [Float], directions: Matrix?
  ) throws(TextError) {
    let fits =
      switch settings.index {
      case .vocabulary: terms.count == weights.count && Set(terms).count == terms.count
      case .hashing: terms.isEmpty && weights.count == settings.terms
      }
    guard fits, directions.map({ $0.rows == weights.count }) ?? (settings.components == 0) else {
      throw TextError("the weights of terms do not fit each other")
    }
    self.settings = settings
    self.terms = terms
    self.weights = weights
    self.directions = directions
    columnOfTerm = Dictionary(uniqueKeysWithValues: terms.enumerated().map { ($1, $0) })
  }

  /// Fits weights.
  ///
  /// - Parameters:
  ///   - texts: Of songs for training, at least one.
  ///   - settings: What is counted.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  /// - Throws: ``TextError`` when no term is left.
  public init(fittedTo texts: [String], _ settings: TermSettings, threads: Int) throws {
    let counts = concurrentValues(count: texts.count, threads: threads) {
      termCounts(of: texts[$0], settings)
    }
    var frequencies: [String: Int] = [:]
    for term in counts.lazy.flatMap(\.keys) { frequencies[term, default: 0] += 1 }
    var (terms, columnFrequencies): ([String], [Int])
    switch settings.index {
    case .vocabulary:
      let fewest = min(settings.fewestTexts, texts.count)
      let common = frequencies.filter { $0.value >= fewest }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(settings.terms)
        .sorted { $0.key < $1.key }
      guard !common.isEmpty else {
        throw TextError("no term occurs in \(fewest) of \(texts.count) texts for training")
      }
      (terms, columnFrequencies) = (common.map(\.key), common.map(\.value))
    case .hashing:
      terms = []
      columnFrequencies = Array(repeating: 0, count: settings.terms)
      for text in counts {
        for column in Set(text.keys.map { hashColumn($0, among: settings.terms) }) {
          columnFrequencies[column] += 1
        }
      }
      guard frequencies.count > 0 else { throw TextError("the texts for training have no terms") }
    }
    let weights = columnFrequencies.map {
      Float(log(Double(1 + texts.count) / Double(1 + $0)) + 1)
    }
    let plain = Self(unreduced: settings, terms: terms, weights: weights)
    guard settings.components > 0 else {
      self = plain
      return
    }
    let rows = SparseRows(counts.map(plain.row), columns: weights.count)
    try self.init(
      settings, terms: terms, weights: weights,
      directions: rows.leadingDirections(settings.components, threads: threads))
  }

  /// Weights whose directions are not known yet.
  private init(unreduced settings: TermSettings, terms: [String], weights: [Float]) {
    self.settings = settings
    self.terms = terms
    self.weights = weights
    directions = nil
    columnOfTerm = Dictionary(uniqueKeysWithValues: terms.enumerated().map { ($1, $0) })
  }

  /// Numbers of a vector, k or V.
  public var columns: Int { directions?.columns ?? weights.count }

  /// What each number of a vector is.
  public var columnNames: [String] {
    if directions == nil, !terms.isEmpty { return terms }
    let digits = String(columns).count
    let name = directions == nil ? "bucket" : "component"
    return (1...max(columns, 1)).prefix(columns).map {
      "\(name)_" + String(repeating: "0", count: digits - String($0).count) + String($0)
    }
  }

  /// The vectors of texts, whichever: 0 for one that has no term of these.
  ///
  /// - Parameters:
  ///   - texts: As those that the weights were fitted to.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  /// - Returns: (texts, ``columns``).
  public func vectors(of texts: [String], threads: Int) -> Matrix {
    var result = Matrix(rows: texts.count, columns: columns)
    guard columns > 0 else { return result }
    result.elements.withConcurrentChunks(of: columns, threads: threads) { index, vector in
      let terms = row(termCounts(of: texts[index], settings))
      var sums = [Double](repeating: 0, count: vector.count)
      for (place, value) in terms {
        if let directions {
          for j in sums.indices { sums[j] += value * Double(directions[place, j]) }
        } else {
          sums[place] = value
        }
      }
      let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = settings.isNormalized && length > 0 ? 1 / length : 1
      for j in sums.indices { vector[j] = Float(sums[j] * scale) }
    }
    return result
  }

  /// Weighted counts of length 1, by column.
  private func row(_ counts: [String: Int]) -> SparseRow {
    var counted: [Int: Int] = [:]
    for (term, count) in counts {
      let column =
        settings.index == .hashing
        ? hashColumn(term, among: settings.terms) : columnOfTerm[term]
      if let column { counted[column, default: 0] += count }
    }
    let values = counted.sorted { $0.key < $1.key }.map { column, count in
      (
        place: column,
        value: (settings.isSublinear ? 1 + log(Double(count)) : Double(count))
          * Double(weights[column])
      )
    }
    let length = values.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    return values.map { ($0.place, $0.value / length) }
  }
}

/// The column of a term among so many.
private func hashColumn(_ term: String, among count: Int) -> Int {
  Int(stableHash(term) % UInt64(count))
}
