public import Configuration
internal import Foundation
internal import LinearAlgebra
internal import Safetensors

/// How texts become vectors by a pre-trained encoder: the keys that name and use it.
public struct EncoderSettings: Sendable, Equatable {
  /// What a text's vector is of its tokens'.
  public enum Pooling: String, Sendable, CaseIterable {
    /// That of the first.
    case cls
    /// Their mean.
    case mean
  }

  /// What becomes of a text with more tokens than a window.
  public enum LongTexts: String, Sendable, CaseIterable {
    /// It ends with the window.
    case truncate
    /// It is the mean of the vectors of all windows.
    case windows
    /// Each of its windows has a vector.
    case separate
  }

  /// The folder of the model, `folder`, relative to that of the feature set's file.
  public let folder: String
  /// What a text's vector is of its tokens', `pooling`, `mean` by default.
  public let pooling: Pooling
  /// Whether vectors have the length 1, `normalize`, not by default.
  public let isNormalized: Bool
  /// Most tokens of a window, first and last included, `tokens`, 512 by default.
  public let tokens: Int
  /// What becomes of longer texts, `long`, `truncate` by default.
  public let longTexts: LongTexts
  /// Most windows that have a vector each, `windows` where `long` is `separate`, 8 by default; the
  /// text ends with them. `nil` where a text has one vector.
  public let windows: Int?

  /// Reads the keys.
  public init(_ section: Section) throws(ConfigurationError) {
    folder = try section.text("folder")
    pooling = try section.choice("pooling", default: .mean)
    isNormalized = try section.flag("normalize", default: false)
    tokens = try section.integer("tokens", default: 512, in: 3...1_048_576)
    longTexts = try section.choice("long", default: .truncate)
    windows =
      longTexts == .separate ? try section.integer("windows", default: 8, in: 1...1024) : nil
  }

  /// Where the model is.
  ///
  /// - Parameter folder: What the path is relative to.
  public func path(relativeTo folder: String) -> String {
    self.folder.hasPrefix("/") || folder.isEmpty ? self.folder : "\(folder)/\(self.folder)"
  }

  /// The files of the model that are read, as far as they are there.
  ///
  /// - Parameter folder: What the path is relative to.
  public func files(relativeTo folder: String) -> [String] {
    [
      "config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt", "tokenizer.json",
      "tokenizer_config.json",
    ].map { "\(path(relativeTo: folder))/\($0)" }
      .filter(FileManager.default.fileExists(atPath:))
  }
}

/// Makes vectors of texts by a pre-trained encoder, whose weights stay in their file.
public struct TextEncoder: Sendable {
  private let settings: EncoderSettings
  private let tokenizer: Tokenizer
  private let transformer: Transformer

  /// Opens a model.
  ///
  /// - Parameters:
  ///   - settings: Which, and how it is used.
  ///   - folder: What its path is relative to.
  /// - Throws: ``TextError`` naming what is missing or does not fit.
  public init(_ settings: EncoderSettings, relativeTo folder: String) throws(TextError) {
    let path = settings.path(relativeTo: folder)
    let transformer: Transformer
    do {
      transformer = try Transformer(folder: path)
    } catch let error as SafetensorsError {
      throw TextError(error.description)
    } catch {
      throw error as? TextError ?? TextError("\(path): \(error)")
    }
    guard settings.tokens <= transformer.shape.mostTokens else {
      throw TextError(
        "tokens is \(settings.tokens), but the model in \(path) takes "
          + "\(transformer.shape.mostTokens) at most")
    }
    tokenizer = try Tokenizer(folder: path)
    self.settings = settings
    self.transformer = transformer
  }

  /// Numbers of a vector.
  public var width: Int { transformer.shape.hidden_size }

  /// Most windows of a text that have a vector each; `nil` where a text has one vector.
  public var windows: Int? { settings.windows }

  /// The vectors of texts; where each window has one, those of a text one after another.
  ///
  /// - Parameters:
  ///   - texts: In any language that the model knows.
  ///   - threads: Number of workers; bits do not depend on it.
  ///   - advance: Called after every text.
  /// - Returns: Of each text its vector, or why there is none.
  public func vectors(
    of texts: [String], threads: Int, advance: () -> Void = {}
  ) -> [Result<[Float], TextError>] {
    let room = settings.tokens - 2
    let most =
      switch settings.longTexts {
      case .truncate: 1
      case .windows: Int.max
      case .separate: settings.windows ?? 1
      }
    let isMean = settings.windows == nil
    var windows: [(text: Int, tokens: [Int])] = []
    var results: [Result<[Float], TextError>] = []
    for (index, text) in texts.enumerated() {
      do throws(TextError) {
        let tokens = try tokenizer.tokens(of: text)
        let starts = stride(from: 0, to: max(1, tokens.count), by: room).prefix(most)
        windows += starts.map { (index, tokenizer.framed(tokens.dropFirst($0).prefix(room))) }
        results.append(.success([Float](repeating: 0, count: width)))
      } catch {
        results.append(.failure(error))
      }
    }
    var sums = [[Double]](repeating: [], count: texts.count)
    for start in stride(from: 0, to: windows.count, by: windowsTogether) {
      let part = windows[start..<min(start + windowsTogether, windows.count)]
      let states = transformer.states(of: part.map(\.tokens), threads: threads)
      for (window, state) in zip(part, states) {
        let vector = pooled(state)
        if sums[window.text].isEmpty { advance() }
        if isMean, !sums[window.text].isEmpty {
          for j in 0..<width { sums[window.text][j] += vector[j] }
        } else {
          sums[window.text] += vector
        }
      }
    }
    let counts = Dictionary(grouping: windows, by: \.text).mapValues(\.count)
    for (index, sum) in sums.enumerated() where !sum.isEmpty {
      let count = isMean ? Double(counts[index] ?? 1) : 1
      let vector = stride(from: 0, to: sum.count, by: width).flatMap { start in
        let mean = sum[start..<(start + width)].map { $0 / count }
        let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let scale = settings.isNormalized && length > 0 ? 1 / length : 1
        return mean.map { Float($0 * scale) }
      }
      results[index] =
        vector.allSatisfy(\.isFinite)
        ? .success(vector) : .failure(TextError("the model gives no finite numbers for its words"))
    }
    return results
  }

  private func pooled(_ states: Matrix) -> [Double] {
    switch settings.pooling {
    case .cls: return states.row(0).map { Double($0) }
    case .mean:
      var sums = [Double](repeating: 0, count: states.columns)
      for i in 0..<states.rows {
        for j in 0..<states.columns { sums[j] += Double(states[i, j]) }
      }
      return sums.map { $0 / Double(states.rows) }
    }
  }
}

/// Windows that go through the layers together, so that numbers of half length are converted seldom
/// and what waits stays small.
private let windowsTogether = 64
