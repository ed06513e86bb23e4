public import Artifacts
internal import AudioFeatures
internal import Configuration
internal import LinearAlgebra
internal import StageKit
public import TextFeatures

/// What makes numbers of features that are not numbers yet, such as words: fitted to songs for
/// training, and to nothing else.
public enum FittedMap {
  /// Under which a model's artifact keeps it, after “second ” for a second set.
  public static let name = "terms"

  /// Weights of the terms of lyrics.
  case terms(TermWeights)
  /// What songs have in the columns of the catalogue.
  case metadata(MetadataWeights)
  /// Words for numbers, whose sentences have vectors.
  case words(DescriptorWords)

  /// Fits a map.
  ///
  /// - Parameters:
  ///   - file: The features.
  ///   - rows: Its rows that may be learned from, at least one.
  ///   - threads: Number of workers.
  /// - Returns: `nil` where features are numbers already.
  /// - Throws: A `StageFailure` when nothing can be fitted.
  init?(fittedTo file: FeatureFile, _ rows: [Int], threads: Int) throws {
    let songs = Set(rows.map { file.clips.songs[$0] }).sorted()
    do {
      switch try file.mappedFeatures {
      case .tfidf(let lyrics)?:
        let texts = try file.songs.table.texts("text")
        self = .terms(
          try TermWeights(fittedTo: songs.map { texts[$0] }, lyrics.terms, threads: threads))
      case .metadata(let settings)?:
        let columns = try file.columns(settings).mapValues { texts in songs.map { texts[$0] } }
        self = .metadata(try MetadataWeights(fittedTo: columns, settings, threads: threads))
      case .descriptorWords?:
        var values = Matrix(rows: rows.count, columns: file.columns)
        try file.copy(rows, to: &values, threads: threads)
        self = .words(DescriptorWords(fittedTo: (0..<rows.count).map(values.row)))
      default: return nil
      }
    } catch let error as TextError {
      throw StageFailure(.badData, "\(file.path): \(error)")
    }
  }

  /// Takes back what was fitted to features like those of a file.
  ///
  /// - Returns: `nil` where features are numbers already.
  /// - Throws: `TextError` when it does not fit their settings.
  public init?(_ fitted: ModelArtifact.Fitted?, for file: FeatureFile) throws {
    func numbers(_ name: String) -> [Float]? {
      fitted?.values.first { $0.name == name }?.numbers
    }
    func texts(_ name: String) -> [String] {
      fitted?.texts.first { $0.name == name }?.texts ?? []
    }
    func terms(_ settings: TermSettings) throws -> TermWeights {
      let weights = numbers("weights") ?? []
      let directions = numbers("directions").flatMap { elements in
        weights.isEmpty || !elements.count.isMultiple(of: weights.count)
          ? nil
          : Matrix(
            rows: weights.count, columns: elements.count / weights.count, elements: elements)
      }
      return try TermWeights(
        settings, terms: texts("vocabulary"), weights: weights, directions: directions)
    }
    switch try file.mappedFeatures {
    case .tfidf(let lyrics)?: self = .terms(try terms(lyrics.terms))
    case .metadata(let settings)?:
      self = .metadata(
        try MetadataWeights(
          settings, terms: settings.texts.isEmpty ? nil : try terms(settings.terms),
          values: Array(zip(texts("columns"), texts("values"))), means: numbers("means") ?? []))
    case .descriptorWords?: self = .words(try DescriptorWords(bounds: numbers("bounds") ?? []))
    default: return nil
    }
  }

  /// What a model's artifact keeps.
  ///
  /// - Parameters:
  ///   - name: Under which.
  ///   - rows: Of the model's clips.
  func record(name: String, rows: [Int]) -> ModelArtifact.Fitted {
    var (values, texts): ([(String, [Float])], [(String, [String])]) = ([], [])
    func keep(_ terms: TermWeights) {
      values.append(("weights", terms.weights))
      if let directions = terms.directions { values.append(("directions", directions.elements)) }
      if !terms.terms.isEmpty { texts.append(("vocabulary", terms.terms)) }
    }
    switch self {
    case .terms(let terms): keep(terms)
    case .metadata(let weights):
      if let terms = weights.terms { keep(terms) }
      values.append(("means", weights.means))
      texts.append(("columns", weights.values.map(\.column)))
      texts.append(("values", weights.values.map(\.value)))
    case .words(let words):
      values.append(("bounds", words.bounds.flatMap { [$0.lowerBound, $0.upperBound] }))
    }
    return ModelArtifact.Fitted(
      name: name, rows: rows, values: values.map { (name: $0, numbers: $1) },
      texts: texts.map { (name: $0, texts: $1) })
  }

  /// The numbers of every row of a file, and what each is.
  func rows(of file: FeatureFile, threads: Int) throws -> (values: Matrix, axis: FeatureAxis) {
    switch self {
    case .terms(let weights):
      let vectors = weights.vectors(of: try file.songs.table.texts("text"), threads: threads)
      return (
        vectors.gathering(rows: file.clips.songs),
        FeatureAxis("term", .texts(weights.columnNames))
      )
    case .metadata(let weights):
      let vectors = weights.vectors(of: try file.columns(weights.settings), threads: threads)
      return (
        vectors.gathering(rows: file.clips.songs),
        FeatureAxis("statistic", .texts(weights.columnNames))
      )
    case .words(let words):
      guard let sentences = file.sentences, sentences.texts == DescriptorWords.sentences else {
        throw StageFailure(.badData, "\(file.path) has no vectors of sentences: make it again")
      }
      let values = try file.matrix(threads: threads)
      return (
        sentences.vectors.gathering(
          rows: (0..<values.rows).map { words.sentence(of: values.row($0)) }),
        FeatureAxis("component", .integers(Array(0..<sentences.vectors.columns)))
      )
    }
  }
}

extension FeatureFile {
  /// What features are made of that are not numbers yet.
  fileprivate var mappedFeatures: FeatureSettings.Features? {
    get throws {
      let kinds: [FeatureSettings.Kind] = [.tfidf, .metadata, .descriptorWords]
      guard let kind, kinds.contains(kind) else { return nil }
      return try Configuration.configuration(
        parsing: description.configuration, name: path
      ) { try FeatureSettings($0) }.settings.features
    }
  }

  private var kind: FeatureSettings.Kind? {
    configuredText(at: ["kind"], in: description.configuration).flatMap(
      FeatureSettings.Kind.init(rawValue:))
  }

  /// Whether each clip has what its song has.
  var isOfSongs: Bool {
    switch kind {
    case .tfidf, .scriptStatistics, .transformer, .metadata: true
    case .external: configuredText(at: ["join"], in: description.configuration) == "song"
    default: false
    }
  }

  /// Labels that metadata tell a model.
  var told: [String] {
    get throws {
      guard case .metadata(let settings)? = try mappedFeatures else { return [] }
      return settings.columns.filter(songs.labels.contains)
    }
  }

  /// Columns of the catalogue, a text a song.
  fileprivate func columns(_ settings: MetadataSettings) throws -> [String: [String]] {
    Dictionary(
      try settings.columns.map { ($0, try songs.table.plainTexts($0)) },
      uniquingKeysWith: { first, _ in first })
  }
}
