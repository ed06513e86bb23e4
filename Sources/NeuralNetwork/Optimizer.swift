/// The rule by which parameters follow their gradient, with its state.
public struct Optimizer: Sendable, Equatable {
  private var adam: AdamW?
  private var descent: GradientDescent?

  /// Adam or AdamW.
  public init(_ rule: AdamW) { adam = rule }

  /// Gradient descent.
  public init(_ rule: GradientDescent) { descent = rule }

  /// η.
  public var learningRate: Double {
    get { adam?.learningRate ?? descent?.learningRate ?? 0 }
    set {
      adam?.learningRate = newValue
      descent?.learningRate = newValue
    }
  }

  /// The number of steps taken.
  public var steps: Int { adam?.steps ?? descent?.steps ?? 0 }

  /// What it remembers of past gradients: Adam's first and second moment, or the velocity; each as
  /// long as the parameters.
  public var memory: [[Float]] {
    adam.map { [$0.firstMoment, $0.secondMoment] } ?? descent.map { [$0.velocity] } ?? []
  }

  /// Takes one step, and leaves the gradients zero for the next; see
  /// ``AdamW/step(_:_:scale:threads:)``.
  public mutating func step(
    _ parameters: inout [Float], _ gradients: inout [Float], scale: Float = 1, threads: Int = 1
  ) {
    // One of them is nil. Either is changed in place, without a copy of its memory.
    adam?.step(&parameters, &gradients, scale: scale, threads: threads)
    descent?.step(&parameters, &gradients, scale: scale, threads: threads)
  }
}
