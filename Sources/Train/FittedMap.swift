import Artifacts
import AudioFeatures
import Configuration
import LinearAlgebra
import StageKit
import TextFeatures

/// What makes numbers of features that are not numbers yet, such as words: fitted to songs for
/// training, and to nothing else.
struct FittedMap {
  /// Under which a model's artifact keeps it, after “second ” for a second set.
  static let name = "terms"

  private let weights: TermWeights

  /// Fits a map.
  ///
  /// - Parameters:
  ///   - file: The features.
  ///   - rows: Its rows that may be learned from, at least one.
  ///   - threads: Number of workers.
  /// - Returns: `nil` where features are numbers already.
  /// - Throws: A ``StageFailure`` when nothing can be fitted.
  init?(fittedTo file: FeatureFile, _ rows: [Int], threads: Int) throws {
    guard let settings = try file.terms else { return nil }
    let texts = try file.texts
    let songs = Set(rows.map { file.clips.songs[$0] }).sorted()
    do {
      weights = try TermWeights(fittedTo: songs.map { texts[$0] }, settings, threads: threads)
    } catch let error as TextError {
      throw StageFailure(.badData, "\(file.path): \(error)")
    }
  }

  /// Takes back what was fitted to features like those of a file.
  ///
  /// - Returns: `nil` where features are numbers already.
  /// - Throws: ``TextError`` when it does not fit their settings.
  init?(_ fitted: ModelArtifact.Fitted?, for file: FeatureFile) throws {
    guard let settings = try file.terms else { return nil }
    let numbers = Dictionary(uniqueKeysWithValues: fitted?.values.map { ($0.name, $0.numbers) } ?? [])
    let (idf, elements) = (numbers["weights"] ?? [], numbers["directions"])
    let directions = elements.flatMap { elements in
      idf.isEmpty || !elements.count.isMultiple(of: idf.count)
        ? nil
        : Matrix(rows: idf.count, columns: elements.count / idf.count, elements: elements)
    }
    weights = try TermWeights(
      settings, terms: fitted?.texts.first?.texts ?? [], weights: idf, directions: directions)
  }

  /// What a model's artifact keeps.
  ///
  /// - Parameters:
  ///   - name: Under which.
  ///   - rows: Of the model's clips.
  func record(name: String, rows: [Int]) -> ModelArtifact.Fitted {
    ModelArtifact.Fitted(
      name: name, rows: rows,
      values: [("weights", weights.weights)]
        + (weights.directions.map { [("directions", $0.elements)] } ?? []),
      texts: weights.terms.isEmpty ? [] : [("vocabulary", weights.terms)])
  }

  /// What each number of a row is.
  var axis: FeatureAxis { FeatureAxis("term", .texts(weights.columnNames)) }

  /// The numbers of every row of a file.
  func rows(of file: FeatureFile, threads: Int) throws -> Matrix {
    weights.vectors(of: try file.texts, threads: threads).gathering(rows: file.clips.songs)
  }
}

extension FeatureFile {
  /// What is counted of texts, where features are made of these.
  fileprivate var terms: TermSettings? {
    get throws {
      guard configuredText(at: ["kind"], in: description.configuration) == "tfidf" else {
        return nil
      }
      let settings = try Configuration.configuration(
        parsing: description.configuration, name: path
      ) { try FeatureSettings($0) }.settings
      guard case .tfidf(let lyrics) = settings.features else { return nil }
      return lyrics.terms
    }
  }

  /// Whether each clip has what its song has.
  var isOfSongs: Bool {
    switch configuredText(at: ["kind"], in: description.configuration) {
    case "tfidf", "script-statistics", "transformer": true
    case "external":
      configuredText(at: ["join"], in: description.configuration) == "song"
    default: false
    }
  }

  /// The text of each song.
  fileprivate var texts: [String] {
    get throws { try songs.table.texts("text") }
  }
}
