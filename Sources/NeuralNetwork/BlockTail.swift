internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// What follows the affine layer of a block, batch norm if wanted, an activation that is linear on
/// both sides of 0, and dropout, in one pass over the memory each way.
///
/// It keeps its input, of which it makes everything again on the way back: x̂ of the batch norm, the
/// sides of 0, and the masks.
struct BlockTail: Sendable {
  let norm: BatchNorm?
  /// The activation below 0.
  let slope: Float
  let dropout: Dropout?

  /// `nil` for an activation that is not of that kind.
  init?(_ norm: BatchNorm?, _ activation: Activation, _ dropout: Dropout) {
    switch activation {
    case .identity: slope = 1
    case .relu: slope = 0
    case .leakyReLU(let slope): self.slope = slope
    case .gelu, .tanh, .sigmoid: return nil
    }
    self.norm = norm
    self.dropout = dropout.rate > 0 ? dropout : nil
  }

  init(_ norm: BatchNorm) { (self.norm, slope, dropout) = (norm, 1, nil) }

  init(_ dropout: Dropout) { (norm, slope, self.dropout) = (nil, 1, dropout) }

  /// The input, and what the norm made of the batch; no input where y = x.
  struct Cache: Sendable {
    fileprivate let input: Matrix?
    fileprivate let moments: BatchNorm.Moments?
  }

  private var isIdentity: Bool { norm == nil && slope == 1 && dropout == nil }

  func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    if isIdentity { return (x, Cache(input: nil, moments: nil)) }
    let moments = norm?.moments(of: x, &pass)
    let y = output(of: x, moments, parameters, &pass)
    return (y, Cache(input: x, moments: moments))
  }

  /// Whether ``output(_:_:_:)`` can be had from a cache.
  var keepsInput: Bool { norm != nil }

  /// The output of the forward pass once more.
  func output(_ cache: Cache, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    guard let x = cache.input else { preconditionFailure("the input was not kept") }
    return output(of: x, cache.moments, parameters, &pass)
  }

  private func output(
    of x: borrowing Matrix, _ moments: BatchNorm.Moments?, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Matrix {
    let passes = passes(x, moments, parameters, pass)
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    y.elements.withConcurrentChunks(of: passes.chunk, threads: pass.threads) {
      [x = x.elements] chunk, part in
      let first = chunk * passes.chunk
      passes.shaping(of: chunk).apply(
        to: x.span.extracting(first..<(first + part.count)), index: passes.first + first,
        into: &part)
    }
    return y
  }

  func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    guard let x = cache.input else { return dy }
    precondition(dy.rows == x.rows && dy.columns == x.columns)
    let passes = passes(x, cache.moments, parameters, pass)
    let channels = passes.channels
    let (values, chunk) = (x.elements, passes.chunk)
    var mean = [Float](repeating: 0, count: channels)
    var (centre, along) = (mean, mean)
    if let norm, let moments = cache.moments {
      mean = moments.mean.map { Float($0) }
      let sums = inOrder(
        concurrentValues(count: (values.count + chunk - 1) / chunk, threads: pass.threads) {
          [dy = dy.elements, mean] index in
          let range = (index * chunk)..<min((index + 1) * chunk, values.count)
          return passes.shaping(of: index).gradientSums(
            of: dy.span.extracting(range), at: values.span.extracting(range), mean: mean.span,
            index: passes.first + range.lowerBound)
        })
      let batch = pass.batchSums(sums)
      for j in 0..<channels {
        gradients[norm.bias.offset + j] += Float(sums[j])
        gradients[norm.weight.offset + j] += Float(
          sums[channels + j] * moments.inverseDeviation[j])
        let (sum, product) = (batch[j], batch[channels + j] * moments.inverseDeviation[j])
        let γ = Double(parameters.values[norm.weight.offset + j])
        let inverse = moments.inverseDeviation[j]
        centre[j] = Float(sum / Double(moments.count))
        along[j] = Float(γ * inverse * inverse * product / Double(moments.count))
      }
    }
    dy.elements.withConcurrentChunks(of: chunk, threads: pass.threads) {
      [mean, centre, along] index, part in
      let first = index * chunk
      passes.shaping(of: index).backward(
        &part, at: values.span.extracting(first..<(first + part.count)), mean: mean.span,
        centre: centre.span, along: along.span, index: passes.first + first)
    }
    pass.workspace.recycle(x)
    return dy
  }

  /// The output with running statistics and without dropout.
  func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    let trained = BlockTail(norm: norm, slope: slope)
    if trained.isIdentity { return x }
    let passes = trained.passes(x, norm?.runningMoments(pass), parameters, pass)
    passes.replace(&x, threads: pass.threads)
    return x
  }

  private init(norm: BatchNorm?, slope: Float) {
    (self.norm, self.slope, dropout) = (norm, slope, nil)
  }
}

// MARK: - Chunks

extension BlockTail {
  /// The passes over the chunks of a matrix.
  struct Passes: Sendable {
    fileprivate let channels: Int
    /// Elements of a chunk: whole rows of channels, or a sample whose channels have factors.
    fileprivate let chunk: Int
    /// The number in the whole batch of the first element.
    fileprivate let first: Int
    private let common: Shaping
    /// Of each sample and channel.
    private let factors: [Float]?

    fileprivate init(_ common: Shaping, chunk: Int, first: Int, factors: [Float]?) {
      channels = common.scale.count
      self.chunk = chunk
      self.first = first
      self.common = common
      self.factors = factors
    }

    fileprivate func shaping(of chunk: Int) -> Shaping {
      guard let factors else { return common }
      var own = common
      own.factors = Array(factors[(chunk * channels)..<((chunk + 1) * channels)])
      return own
    }

    /// Replaces x by y.
    func replace(_ x: inout Matrix, threads: Int) {
      x.elements.withConcurrentChunks(of: chunk, threads: threads) { index, part in
        shaping(of: index).apply(to: &part, index: first + index * chunk)
      }
    }
  }

  /// The passes over a matrix of the shape of x.
  func passes(
    _ x: borrowing Matrix, _ moments: BatchNorm.Moments?, _ parameters: Parameters, _ pass: Pass
  ) -> Passes {
    // Where all channels are alike, a few stand for all.
    let alike = x.columns % 64 == 0 ? 64 : x.columns
    let channels = norm?.features ?? dropout?.channels ?? alike
    precondition(channels >= 1 && x.columns % channels == 0)
    var shaping: Shaping
    if let norm, let moments {
      let scale = (0..<channels).map {
        Double(parameters.values[norm.weight.offset + $0]) * moments.inverseDeviation[$0]
      }
      shaping = Shaping(
        scale: scale.map { Float($0) },
        shift: (0..<channels).map {
          Float(Double(parameters.values[norm.bias.offset + $0]) - moments.mean[$0] * scale[$0])
        }, slope: slope)
    } else {
      shaping = Shaping(channels: channels, slope: slope)
    }
    let first = pass.firstElement(columns: x.columns)
    guard let dropout else {
      return Passes(shaping, chunk: [Float].chunk(ofRowsOf: channels), first: first, factors: nil)
    }
    let kept = Float(1 / (1 - dropout.rate))
    if let dropped = dropout.channels {
      precondition(dropped == channels)
      // Dropped as elements are, one of each channel of each sample.
      var mask = Shaping(channels: channels)
      mask.factors = [Float](repeating: kept, count: channels)
      (mask.key, mask.rate) = (pass.key(dropout.name), dropout.rate)
      var factors = [Float](repeating: 1, count: x.rows * channels)
      var span = factors.mutableSpan
      mask.apply(to: &span, index: pass.firstElement(columns: channels))
      return Passes(shaping, chunk: x.columns, first: first, factors: factors)
    }
    shaping.factors = [Float](repeating: kept, count: channels)
    (shaping.key, shaping.rate) = (pass.key(dropout.name), dropout.rate)
    return Passes(shaping, chunk: [Float].chunk(ofRowsOf: channels), first: first, factors: nil)
  }
}

/// The sums of arrays, element by element and in order.
func inOrder(_ parts: [[Double]]) -> [Double] {
  var sums = parts.first ?? []
  for part in parts.dropFirst() { for j in 0..<sums.count { sums[j] += part[j] } }
  return sums
}
