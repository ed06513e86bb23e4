extension Experiment {
  /// Which model a result belongs to.
  public struct Run: Sendable, Hashable, Comparable {
    /// Name of the feature set.
    public var features: String
    /// Name of the model.
    public var model: String
    /// Name of the run, such as `seed-42`.
    public var run: String

    /// Names a run.
    public init(features: String, model: String, run: String) {
      self.features = features
      self.model = model
      self.run = run
    }

    /// Order by feature set, model and run.
    public static func < (a: Run, b: Run) -> Bool {
      (a.features, a.model, a.run) < (b.features, b.model, b.run)
    }
  }

  /// One fitted model.
  public struct Model: Sendable {
    /// Which.
    public var run: Run
    /// Number of fitted parameters.
    public var parameters: Int
    /// Number of latent dimensions.
    public var latents: Int
    /// Latent dimensions that carry information, for variational models.
    public var activeUnits: Int?
    /// The epoch whose parameters were kept, from 1; nil where nothing is trained by epochs.
    public var bestEpoch: Int?
    /// The step after which training was cut short on request; nil where it ran to its end.
    public var truncatedAtStep: Int?
    /// One row for each epoch; empty where nothing is trained by epochs.
    public var history: [Epoch]
    /// Mean divergence of each latent dimension from the prior, nat; empty where it is not variational.
    public var divergence: [Double] = []
    /// Some clips and what the model makes of them.
    public var reconstructions: [Reconstruction] = []

    /// One fitted model.
    public init(
      run: Run, parameters: Int, latents: Int, activeUnits: Int?, bestEpoch: Int?,
      truncatedAtStep: Int? = nil, history: [Epoch]
    ) {
      self.run = run
      self.parameters = parameters
      self.latents = latents
      self.activeUnits = activeUnits
      self.bestEpoch = bestEpoch
      self.truncatedAtStep = truncatedAtStep
      self.history = history
    }
  }

  /// What one epoch of training came to; what does not apply is NaN.
  public struct Epoch: Sendable {
    /// Its number, from 1.
    public var number: Int
    /// On the training part.
    public var training: Losses
    /// On the validation part.
    public var validation: Losses
    /// Weight of the divergence.
    public var beta: Double
    /// Learning rate.
    public var learningRate: Double
    /// Norm of the gradient before clipping, mean over the batches.
    public var gradientNorm: Double

    /// What one epoch of training came to.
    public init(
      number: Int, training: Losses, validation: Losses, beta: Double, learningRate: Double,
      gradientNorm: Double
    ) {
      self.number = number
      self.training = training
      self.validation = validation
      self.beta = beta
      self.learningRate = learningRate
      self.gradientNorm = gradientNorm
    }
  }

  /// A loss and what it is the sum of; what does not apply is NaN.
  public struct Losses: Sendable {
    /// reconstruction + β divergence.
    public var total: Double
    /// How far the reconstruction is from the input.
    public var reconstruction: Double
    /// Kullback–Leibler divergence of the posterior from the prior, unweighted.
    public var divergence: Double

    /// A loss and what it is the sum of.
    public init(total: Double, reconstruction: Double, divergence: Double) {
      self.total = total
      self.reconstruction = reconstruction
      self.divergence = divergence
    }
  }
}
