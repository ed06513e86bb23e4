internal import Configuration
public import NeuralNetwork

/// How the terms of a loss are reduced and weighed in one epoch.
public struct Objective: Sendable, Equatable {
  /// For every term alike.
  public let reduction: Reduction
  /// What the reconstruction counts, ≥ 0.
  public var reconstructionWeight = 1.0
  /// What the divergence counts, ≥ 0.
  public let beta: Double
  /// What every latent dimension's divergence, averaged over the batch, counts at least, nats
  /// (Kingma et al. 2016, arXiv 1606.04934); 0 for none.
  public var freeBits = 0.0
  /// What the divergence is drawn to, instead of to 0 (Burgess et al. 2018, arXiv 1804.03599): the
  /// loss has β·|divergence − capacity|. In the unit of the divergence of one row.
  public var capacity: Double?
  /// What the divergence of clusters from their target counts, ≥ 0.
  public var clusteringWeight = 0.0
  /// What the loss of pairs of clips counts, ≥ 0.
  public var contrastWeight = 0.0
  /// What latents are kept apart by, if anything.
  public var spread: Spread?
  /// Whether latents are drawn to clusters: to those of a mixture instead of to the standard normal
  /// prior, or to centres.
  public var usesClusters = false

  /// An objective without free bits, capacity and clusters.
  public init(reduction: Reduction, beta: Double) {
    self.reduction = reduction
    self.beta = beta
  }

  /// The weighted sum of a loss's terms.
  ///
  /// - Parameters:
  ///   - loss: Its total is not looked at.
  ///   - rows: How many rows the terms are of; `nil` for terms per row.
  public func total(of loss: Loss, rows: Int? = nil) -> Double {
    let target = capacity.map { $0 * scale(rows: rows) }
    return reconstructionWeight * loss.reconstruction
      + beta * (target.map { abs(loss.divergence - $0) } ?? loss.divergence)
      + clusteringWeight * loss.clustering + contrastWeight * loss.contrast + loss.spread
  }

  /// ∂total/∂divergence.
  func slope(divergence: Double, rows: Int) -> Double {
    guard let capacity else { return beta }
    return divergence < capacity * scale(rows: rows) ? -beta : beta
  }

  /// What one row's terms are multiplied by in a sum over rows.
  private func scale(rows: Int?) -> Double { reduction == .sum ? Double(rows ?? 1) : 1 }
}

/// The objective over all epochs.
public struct ObjectiveSettings: Sendable, Equatable {
  /// For every term alike.
  public let reduction: Reduction
  /// β by epoch; 0 without a posterior.
  public let beta: Annealing
  /// See ``Objective/freeBits``.
  public var freeBits = 0.0
  /// ``Objective/capacity`` by epoch, if there is one.
  public var capacity: Annealing?
  /// What the reconstruction counts once latents are drawn to clusters.
  public var reconstructionWeight = 1.0
  /// What it counts as long as they are not.
  public var plainReconstructionWeight = 1.0
  /// See ``Objective/clusteringWeight``.
  public var clusteringWeight = 0.0
  /// See ``Objective/contrastWeight``.
  public var contrastWeight = 0.0
  /// See ``Objective/spread``.
  public var spread: Spread?

  /// An objective whose β rises.
  public init(reduction: Reduction, beta: Annealing) {
    self.reduction = reduction
    self.beta = beta
  }

  /// The objective of an epoch counted from 0.
  ///
  /// - Parameters:
  ///   - epoch: From the beginning of the training, whatever its phase.
  ///   - usesClusters: Whether its phase does.
  public func inEpoch(_ epoch: Int, usesClusters: Bool = false) -> Objective {
    objective(
      beta: beta.weight(epoch: epoch), capacity: capacity?.weight(epoch: epoch),
      usesClusters: usesClusters)
  }

  /// The objective when annealing is over: what validation is judged by.
  public func final(usesClusters: Bool = false) -> Objective {
    objective(beta: beta.final, capacity: capacity?.final, usesClusters: usesClusters)
  }

  /// Whether β and capacity stay as they are from an epoch on.
  func isSettled(inEpoch epoch: Int) -> Bool {
    beta.isOver(epoch: epoch) && capacity?.isOver(epoch: epoch) ?? true
  }

  private func objective(beta: Double, capacity: Double?, usesClusters: Bool) -> Objective {
    var objective = Objective(reduction: reduction, beta: beta)
    objective.freeBits = freeBits
    objective.capacity = capacity
    objective.contrastWeight = contrastWeight
    objective.spread = spread
    objective.usesClusters = usesClusters
    objective.reconstructionWeight =
      usesClusters ? reconstructionWeight : plainReconstructionWeight
    if usesClusters {
      objective.clusteringWeight = clusteringWeight
    }
    return objective
  }
}

// MARK: - Reading

extension ObjectiveSettings {
  private enum AnnealingName: String, CaseIterable {
    case linear
    case cyclical
  }

  /// Reads the section `loss` of a kind of model.
  init(_ section: Section, _ kind: ModelSettings.Kind) throws {
    self.init(
      reduction: try section.choice("reduction", default: kind == .idec ? .mean : .elbo),
      beta: kind.isVariational
        ? try Self.annealing(section, beta: kind == .betaVAE ? 4 : 1)
        : Annealing(final: 0, epochs: 0))
    if kind.isVariational, kind != .vade {
      freeBits = try section.real("free_bits", default: 0, in: 0...1e3)
      if section.has("capacity") {
        capacity = Annealing(
          final: try section.real("capacity", in: 0...1e6),
          epochs: try section.integer("capacity_epochs", default: 0, in: 0...1_000_000))
      }
    }
    if kind == .contrastive {
      contrastWeight = try section.real("contrast", default: 1, in: 0...1e6)
      plainReconstructionWeight = try section.real("reconstruction", default: 0, in: 0...1e6)
    }
    let (variance, covariance) = (
      try section.real("variance", default: 0, in: 0...1e6),
      try section.real("covariance", default: 0, in: 0...1e6)
    )
    if variance > 0 || covariance > 0 {
      spread = Spread(variance: variance, covariance: covariance)
    }
    if kind == .idec || kind == .dec {
      clusteringWeight =
        kind == .dec ? 1 : try section.real("clustering", default: 0.1, in: 0...1e6)
      reconstructionWeight = kind == .dec ? 0 : 1
    }
  }

  private static func annealing(_ section: Section, beta fallback: Double) throws -> Annealing {
    let final = try section.real("beta", default: fallback, in: 0...1e6)
    let epochs = try section.integer("annealing_epochs", default: 20, in: 0...1_000_000)
    switch try section.choice("annealing", default: AnnealingName.linear) {
    case .linear: return Annealing(final: final, epochs: epochs)
    case .cyclical:
      return Annealing(
        final: final, epochs: epochs,
        cycles: try section.integer("cycles", default: 4, in: 1...100_000),
        rise: try section.real("rise", default: 0.5, in: 0.01...1))
    }
  }
}
