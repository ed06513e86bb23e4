internal import LinearAlgebra
public import NeuralNetwork
internal import Parallelism

/// The training of an autoencoder, one optimiser's step at a time.
///
/// A network with clusters trains in two phases: without them, and then, from where its latents are,
/// with them; each other network in one. Each epoch goes through the training rows in an order drawn from the seed. After it the
/// validation loss is taken, with the same noise every time and with the final β, so that epochs
/// compare while β still rises. Schedule and early stopping watch that loss; epochs of the rise do
/// not count against their patience. A phase goes on from the epoch of the one before where it was
/// lowest; the result is that epoch of the last phase.
public struct Training: Sendable {
  /// The network.
  public let model: Autoencoder
  /// How far it is: all of ``checkpoint()`` but the current parameters and running statistics.
  public private(set) var state: TrainingState

  private let x: any FeatureRows
  private let classes: [Int]
  private let songs: [Int]
  private let rows: TrainingRows
  private let validationBatches: [[Int]]
  private let objective: ObjectiveSettings
  private let settings: TrainingSettings
  private let phases: [Phase]
  private let median: MedianStopping?
  private let seed: UInt64
  private let processes: Collective

  private var parameters: Parameters
  private var gradients: [Float]
  private var pass: Pass
  private var order: [[Int]]

  /// Begins a training, or takes up an interrupted one.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - x: (N, D), all rows, as the network shall see them.
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - songs: The song of each row, for a network that compares clips.
  ///   - rows: By part.
  ///   - objective: What is minimised.
  ///   - settings: How.
  ///   - median: Ends a phase whose reconstructions of validation rows are hopeless.
  ///   - seed: Any number.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  ///   - processes: Train the network together: each batch is divided among them, and all have the
  ///     same state all the time. Their sums are rounded in another order than those of one.
  ///   - state: Of the interrupted training, with the same other arguments.
  /// - Throws: ``TrainingError`` when the split leaves too few rows, or the state is of another
  ///   training; what reading rows throws.
  public init(
    _ model: Autoencoder, on x: any FeatureRows, classes: [Int] = [], songs: [Int] = [],
    _ rows: PartitionedRows, _ objective: ObjectiveSettings, _ settings: TrainingSettings,
    until median: MedianStopping? = nil, seed: UInt64, threads: Int = 1,
    by processes: Collective = .alone, resuming state: TrainingState? = nil
  ) throws {
    precondition(x.columns == model.inputs)
    precondition(classes.count == (model.isConditional ? x.rows : 0))
    precondition(model.contrast == nil || songs.count == x.rows)
    guard processes.count == 1 || model.contrast == nil && objective.spread == nil else {
      throw TrainingError(
        "a loss that compares the clips of a batch is computed by one process: give it more threads"
      )
    }
    guard rows.training.indices.count >= 2, !rows.validation.isEmpty else {
      throw TrainingError(
        "a network needs at least two training clips and one validation clip; the split gives "
          + "\(rows.training.indices.count) and \(rows.validation.count)")
    }
    self.model = model
    self.x = x
    self.classes = classes
    self.songs = songs
    self.rows = rows.training
    validationBatches =
      model.contrast == nil
      ? stride(from: 0, to: rows.validation.count, by: settings.batch).map {
        Array(rows.validation[$0...].prefix(settings.batch))
      }
      : pairedBatches(
        of: rows.validation, songs: songs, size: settings.batch, seed: seed, epoch: 0)
    self.objective = objective
    self.settings = settings
    phases = settings.phases(withClusters: model.clusters != nil)
    self.median = median
    self.seed = seed
    self.processes = processes
    pass = Pass(model.layout, seed: seed, threads: threads)
    gradients = [Float](zeros: model.layout.parameterCount)
    order = []
    if let state {
      guard state.fits(model.layout), phases.indices.contains(state.phase) else {
        throw TrainingError("the checkpoint is of another network")
      }
      parameters = Parameters(model.layout, values: state.parameters)
      pass.statistics = state.statistics
      self.state = state
      self.state.parameters = []
      order = batchesOfEpoch()
    } else {
      parameters = Parameters(model.layout, seed: seed, threads: threads)
      self.state = TrainingState(settings)
      try begin(phase: 0)
      try beginEpoch()
    }
    guard self.state.batch < order.count else {
      throw TrainingError("the checkpoint is of a training on other rows")
    }
  }

  /// Whether there is nothing more to do.
  public var isFinished: Bool { state.phase == phases.count - 1 && isPhaseOver }

  /// Most epochs of all phases together.
  public var epochs: Int { phases.reduce(0) { $0 + $1.epochs } }

  /// The share of all batches that is done, if no phase stops early, in 0 … 1.
  public var progress: Double {
    (Double(state.epoch) + Double(state.batch) / Double(order.count)) / Double(epochs)
  }

  /// The whole state, for a checkpoint.
  public func checkpoint() -> TrainingState {
    var state = state
    state.parameters = parameters.values
    state.statistics = pass.statistics
    return state
  }

  /// Steps of the optimiser that were taken.
  public var steps: Int { state.steps }

  /// Whether every batch of the epoch was trained on: the epoch is to be ended.
  public var isEpochComplete: Bool { state.batch == order.count }

  /// Whether all parameters and running statistics are finite.
  public var isSound: Bool {
    parameters.values.allSatisfy(\.isFinite) && pass.statistics.allSatisfy(\.isFinite)
  }

  /// Trains on the next batch; after the last of an epoch, ends the epoch.
  ///
  /// - Throws: ``TrainingError`` when a loss or gradient is not finite; what reading rows throws.
  public mutating func advance() throws {
    guard !isFinished else { return }
    try step()
    if isEpochComplete { try endEpoch() }
  }

  /// Trains on the next batch of an epoch that is not complete.
  ///
  /// - Throws: ``TrainingError`` when the loss or its gradient is not finite; what reading rows
  ///   throws. The training is then as before the step.
  public mutating func step() throws {
    precondition(!isFinished && !isEpochComplete)
    let rows = order[state.batch].count
    let batch = share(of: order[state.batch])
    pass.share = processes.share(ofRows: rows)
    defer { pass.share = nil }
    pass.step = state.steps
    var noise = model.noise(rows: rows, seed: seed, stream: "noise \(pass.step)")
    if let share = pass.share { noise = noise.gathering(rows: Array(share.rows)) }
    let next = state.batch + 1
    let input = try trainingFeatures(
      of: batch,
      before: next < order.count ? share(of: order[next]) : validationBatch(processes.rank))
    let statistics = pass.statistics
    let loss = model.loss(
      of: input, classes: classes(of: batch), songs: songs(of: batch), noise: noise,
      objective.inEpoch(state.epoch, usesClusters: phase.usesClusters), parameters,
      accumulatingInto: &gradients, &pass)
    if pass.share != nil { processes.sum(&gradients) }
    let norm = euclideanNorm(gradients, threads: pass.threads)
    guard loss.total.isFinite, norm.isFinite else {
      let gradient = model.layout.lastNonFinite(in: gradients).map { "the gradient of \($0)" }
      // From here on each process looks for itself.
      pass.share = nil
      let place = model.overflow(
        of: try trainingFeatures(of: batch, before: batch), classes: classes(of: batch),
        noise: noise,
        parameters, &pass)
      pass.statistics = statistics
      for i in gradients.indices { gradients[i] = 0 }
      throw divergence(of: loss, at: place ?? gradient)
    }

    state.optimizer.step(
      &parameters.values, &gradients,
      scale: settings.clip > 0 ? clippingScale(norm: norm, limit: settings.clip) : 1,
      threads: pass.threads)
    state.sums.add(loss, counting: count(of: rows), gradientNorm: norm)
    state.batch += 1
    state.steps += 1
  }

  /// Ends an epoch, for a training that is cut short before every batch was trained on: takes the
  /// validation loss, and keeps the parameters if it is the lowest so far.
  ///
  /// - Throws: ``TrainingError`` when the validation loss is not finite; what reading rows throws.
  public mutating func endEpoch() throws {
    precondition(state.batch > 0, "the epoch has not begun")
    let seen = order[..<state.batch].reduce(0) { $0 + $1.count }
    let rate = state.optimizer.learningRate
    let current = objective.inEpoch(state.epoch, usesClusters: phase.usesClusters)
    let validationLoss = try validationLoss(current)
    let watched = objective.final(usesClusters: phase.usesClusters).total(of: validationLoss)
    guard watched.isFinite else {
      throw divergence(of: validationLoss, at: "the validation clips")
    }
    state.history.append(
      EpochRecord(
        epoch: state.epoch, phase: state.phase, training: state.sums.loss(rows: seen),
        validation: validationLoss, objective: watched, beta: current.beta, learningRate: rate,
        gradientNorm: state.sums.gradientNorm / Double(state.batch)))

    let counting = objective.isSettled(inEpoch: state.epoch)
    if state.stopping.note(watched, epoch: state.epoch, counting: counting) {
      copy(parameters.values, to: &state.bestParameters, threads: pass.threads)
      state.bestStatistics = pass.statistics
    }
    if counting, epochOfPhase >= settings.warmUp,
      let lowered = state.schedule?.rate(after: watched, current: rate)
    {
      state.optimizer.learningRate = lowered
    }
    state.sums = EpochSums()
    state.batch = 0
    state.epoch += 1
    if isPhaseOver, !isFinished { try begin(phase: state.phase + 1) }
    if !isFinished { try beginEpoch() }
  }
}

// MARK: - Phases and epochs

extension Training {
  private var phase: Phase { phases[state.phase] }

  private var epochOfPhase: Int { state.epoch - state.phaseStart }

  private var isPhaseOver: Bool {
    epochOfPhase >= phase.epochs || state.stopping.isOver || isHopeless
  }

  /// Whether the phase is given up, since other trainings did better by now.
  public var isHopeless: Bool {
    epochOfPhase > 0 && median?.isHopeless(state.history.map(\.validation.reconstruction)) ?? false
  }

  /// Begins a phase, with the best parameters of the one before.
  private mutating func begin(phase index: Int) throws {
    if !state.bestParameters.isEmpty {
      copy(state.bestParameters, to: &parameters.values, threads: pass.threads)
      pass.statistics = state.bestStatistics
    }
    state.phase = index
    state.phaseStart = state.epoch
    state.optimizer = settings.newOptimizer(
      count: parameters.values.count, learningRate: phase.learningRate)
    state.schedule = settings.plateau()
    state.stopping = EarlyStopping(patience: settings.stoppingPatience)
    if phase.usesClusters, let clusters = model.clusters, let how = model.clusterSettings {
      try clusters.start(
        at: try trainingLatents(), how, seed: seed, threads: pass.threads, &parameters)
    }
  }

  /// Begins an epoch; a checkpoint is never of a time before this.
  private mutating func beginEpoch() throws {
    order = batchesOfEpoch()
    if state.schedule == nil || epochOfPhase <= settings.warmUp {
      state.optimizer.learningRate = settings.rate(inEpoch: epochOfPhase, of: phase)
    }
    if phase.usesClusters, case .centres(let centres)? = model.clusters {
      let frequencies = centres.frequencies(of: try trainingLatents().mean, parameters)
      pass.statistics.replaceSubrange(centres.frequency.range, with: frequencies)
    }
    x.prepare(share(of: order[0]))
  }

  private func batchesOfEpoch() -> [[Int]] {
    model.contrast == nil
      ? batches(of: rows.indices, size: settings.batch, seed: seed, epoch: state.epoch)
      : pairedBatches(
        of: rows.indices, songs: songs, size: settings.batch, seed: seed, epoch: state.epoch)
  }

  private mutating func trainingLatents() throws -> Latents {
    try Latents(of: x, rows: rows.indices, classes: classes, by: model, parameters, &pass)
  }
}

// MARK: - Parts of a step

extension Training {
  private func classes(of batch: [Int]) -> [Int] {
    model.isConditional ? batch.map { classes[$0] } : []
  }

  private func songs(of batch: [Int]) -> [Int] {
    model.contrast == nil ? [] : batch.map { songs[$0] }
  }

  /// What the loss of so many rows counts in a mean over rows.
  private func count(of rows: Int) -> Double { objective.reduction == .sum ? 1 : Double(rows) }

  /// The rows of a batch that this process has.
  private func share(of batch: [Int]) -> [Int] {
    processes.share(ofRows: batch.count).map { Array(batch[$0.rows]) } ?? batch
  }

  /// Copies a batch, and says which comes next.
  private mutating func features(of batch: [Int], before next: [Int]) throws -> Matrix {
    var features = pass.workspace.matrix(rows: batch.count, columns: x.columns)
    try x.copy(batch, to: &features, threads: pass.threads)
    x.prepare(next)
    return features
  }

  /// The validation batch of a number; none after the last.
  private func validationBatch(_ number: Int) -> [Int] {
    number < validationBatches.count ? validationBatches[number] : []
  }

  /// A batch as it is trained on.
  private mutating func trainingFeatures(of batch: [Int], before next: [Int]) throws -> Matrix {
    var features = try features(of: batch, before: next)
    model.augmentation?.apply(
      to: &features, seed: seed, step: state.steps, threads: pass.threads)
    return features
  }

  /// The mean over the validation rows. Processes take turns at batches.
  private mutating func validationLoss(_ objective: Objective) throws -> Loss {
    var sums = EpochSums()
    for index in stride(from: processes.rank, to: validationBatches.count, by: processes.count) {
      let batch = validationBatches[index]
      let x = try features(of: batch, before: validationBatch(index + processes.count))
      let loss = model.loss(
        of: x, classes: classes(of: batch), songs: songs(of: batch),
        noise: model.noise(rows: batch.count, seed: seed, stream: "validation \(index)"),
        objective, parameters, &pass)
      sums.add(loss, counting: count(of: batch.count), gradientNorm: 0)
    }
    return sums.loss(rows: validationBatches.reduce(0) { $0 + $1.count }, of: processes)
  }

  private func divergence(of loss: Loss, at place: String?) -> TrainingError {
    let term =
      if !loss.reconstruction.isFinite {
        "the reconstruction error is not finite"
      } else if !loss.divergence.isFinite {
        "the divergence from the prior is not finite"
      } else if !loss.clustering.isFinite {
        "the divergence of the clusters from their target is not finite"
      } else if !loss.contrast.isFinite {
        "the loss of pairs of clips is not finite"
      } else {
        "the gradient is not finite"
      }
    return TrainingError(
      "training diverged in epoch \(state.epoch + 1), step \(state.steps + 1): "
        + "\(term)\(place.map { ", first in \($0)" } ?? ""). Try a lower training.learning_rate "
        + "(now \(state.optimizer.learningRate)) or training.clip (now \(settings.clip)), "
        + "and standardize: feature")
  }
}

private func copy(_ source: [Float], to target: inout [Float], threads: Int) {
  let size = 1 << 16
  if target.count != source.count { target = [Float](arbitrary: source.count) }
  target.withConcurrentChunks(of: size, threads: threads) { chunk, part in
    let from = source.span.extracting((chunk * size)..<(chunk * size + part.count))
    for i in 0..<from.count { part[i] = from[i] }
  }
}

// MARK: - State

extension TrainingState {
  /// The state before the first phase.
  fileprivate init(_ settings: TrainingSettings) {
    self.init(
      parameters: [], statistics: [],
      optimizer: settings.newOptimizer(count: 0, learningRate: settings.learningRate),
      schedule: nil, stopping: EarlyStopping(patience: settings.stoppingPatience),
      bestParameters: [], bestStatistics: [], phase: 0, phaseStart: 0,
      epoch: 0, batch: 0, steps: 0, sums: EpochSums(), history: [])
  }

  fileprivate func fits(_ layout: Layout) -> Bool {
    let hasBest = phase > 0 || stopping.bestEpoch >= 0
    return ([parameters] + optimizer.memory).allSatisfy { $0.count == layout.parameterCount }
      && statistics.count == layout.statisticCount
      && bestParameters.count == (hasBest ? layout.parameterCount : 0)
      && bestStatistics.count == (hasBest ? layout.statisticCount : 0)
      && epoch >= phaseStart && phaseStart >= 0 && batch >= 0 && steps >= 0
      && history.count == epoch
  }
}

extension EpochSums {
  fileprivate mutating func add(_ loss: Loss, counting count: Double, gradientNorm norm: Double) {
    terms.reconstruction += loss.reconstruction * count
    terms.divergence += loss.divergence * count
    terms.clustering += loss.clustering * count
    terms.contrast += loss.contrast * count
    terms.spread += loss.spread * count
    terms.total += loss.total * count
    gradientNorm += norm
  }

  /// Per row, of rows that one process has seen, or several in turns.
  fileprivate func loss(rows: Int, of processes: Collective = .alone) -> Loss {
    var sums = [
      terms.reconstruction, terms.divergence, terms.clustering, terms.contrast, terms.spread,
      terms.total,
    ]
    processes.sum(&sums)
    let rows = Double(rows)
    return Loss(
      reconstruction: sums[0] / rows, divergence: sums[1] / rows, clustering: sums[2] / rows,
      contrast: sums[3] / rows, spread: sums[4] / rows, total: sums[5] / rows)
  }
}
