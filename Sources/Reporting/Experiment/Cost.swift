extension Experiment {
  /// What one command took, by the operating system's account.
  public struct Cost: Sendable, Equatable {
    /// The make target of the stage, such as "train".
    public var stage: String
    /// What it wrote, within the experiment's folder where it lies there.
    public var output: String
    /// Time from start to end, s.
    public var wall: Double
    /// Time of all processors, s.
    public var processor: Double
    /// Most memory at once, bytes.
    public var memory: Double

    /// What one command took.
    public init(stage: String, output: String, wall: Double, processor: Double, memory: Double) {
      self.stage = stage
      self.output = output
      self.wall = wall
      self.processor = processor
      self.memory = memory
    }
  }
}
