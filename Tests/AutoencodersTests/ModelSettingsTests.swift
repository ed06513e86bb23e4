import Autoencoders
import Configuration
import NeuralNetwork
import Testing

@Suite("Model files")
struct ModelSettingsTests {
  private func settings(_ yaml: String) throws -> ModelSettings {
    try configuration(parsing: yaml, name: "model.yaml") { try ModelSettings($0) }.settings
  }

  @Test func `Each kind of model is read, with its defaults`() throws {
    #expect(try settings("kind: raw").model == .raw)
    #expect(
      try settings("kind: pca\ncomponents: 12").model
        == .principalComponents(12, .exact, whitens: false))
    #expect(
      try settings("kind: pca\nwhiten: true").model
        == .principalComponents(128, .exact, whitens: true))
    #expect(try settings("kind: random").model == .random(128))
    #expect(try settings("kind: metadata\ncolumns: [artist]").model == .metadata(["artist"]))
    guard
      case .network(let architecture, let objective, let training) = try settings("kind: basic-vae")
        .model
    else {
      Issue.record("a basic VAE is a network")
      return
    }
    #expect(
      architecture
        == Architecture(
          .dense([512, 256]), latent: 128, BlockSettings(dropout: 0.2), isVariational: true))
    #expect(objective.reduction == .elbo && objective.beta == Annealing(final: 1, epochs: 20))
    #expect(training == TrainingSettings())
  }

  @Test func `What compares clips and what joins models are read, and refused where they cannot`()
    throws
  {
    guard
      case .network(let architecture, let objective, _) = try settings(
        "kind: contrastive\ncontrast: {temperature: 0.5}\naugment: {time_masks: 2}\n"
          + "loss: {variance: 1, reconstruction: 0.1}"
      ).model
    else {
      Issue.record("a contrastive model is a network")
      return
    }
    let contrast = try #require(architecture.contrast)
    #expect(contrast.temperature == 0.5 && contrast.augmentation.timeMasks == 2)
    #expect(!architecture.isVariational && objective.contrastWeight == 1)
    #expect(objective.plainReconstructionWeight == 0.1)
    #expect(objective.spread == Spread(variance: 1, covariance: 0))
    guard
      case .consensus(let consensus) = try settings(
        "kind: consensus\nof: [a/b, c/d]\ncounts: [3, 5]"
      )
      .model
    else {
      Issue.record("a consensus joins models")
      return
    }
    #expect(consensus.members == ["a/b", "c/d"] && consensus.counts == 3...5)
    for yaml in [
      "kind: consensus", "kind: consensus\nof: []", "kind: consensus\nof: [a]",
      "kind: consensus\nof: [a/b, a/b]", "kind: consensus\nof: [a/b]\ncounts: [5, 3]",
      "kind: contrastive\ntraining: {batch: 3}", "kind: contrastive\naugment: {dropped: 1}",
      "kind: basic-vae\ncontrast: {temperature: 1}", "kind: basic-vae\nloss: {contrast: 1}",
    ] {
      #expect(throws: ConfigurationError.self, "\(yaml)") { try settings(yaml) }
    }
  }

  @Test func `Convolutional kinds are read, with the studies' widths as defaults`() throws {
    func architecture(_ yaml: String) throws -> (Architecture, ObjectiveSettings)? {
      guard case .network(let architecture, let objective, _) = try settings(yaml).model else {
        return nil
      }
      return (architecture, objective)
    }
    let two = ConvolutionalTrunk(.two, channels: [32, 64, 128, 256])
    let conv = try #require(try architecture("kind: conv-vae"))
    #expect(
      conv.0
        == Architecture(
          .convolutional(two), latent: 128, BlockSettings(dropout: 0.2), isVariational: true))
    #expect(conv.1.beta.final == 1)
    let beta = try #require(try architecture("kind: beta-vae"))
    #expect(beta.0 == conv.0 && beta.1.beta.final == 4)
    let one = try #require(try architecture("kind: conv1d-vae"))
    #expect(
      one.0
        == Architecture(
          .convolutional(ConvolutionalTrunk(.one, channels: [64, 128, 256])), latent: 64,
          BlockSettings(), isVariational: true))
    let own = try #require(
      try architecture(
        """
        kind: autoencoder
        network: conv1d
        channels: [8, 9]
        kernel: 5
        stride: 3
        padding: 2
        latent: 7
        dropout: 0.1
        channel_dropout: true
        batch_norm: false
        activation: leaky-relu
        slope: 0.2
        """))
    #expect(
      own.0
        == Architecture(
          .convolutional(
            ConvolutionalTrunk(
              .one, channels: [8, 9], window: WindowAxis(kernel: 5, stride: 3, padding: 2))),
          latent: 7,
          BlockSettings(
            batchNorm: false, activation: .leakyReLU(slope: 0.2), dropout: 0.1, dropsChannels: true),
          isVariational: false))
  }

  @Test func `A conditional model names its label, and says where and how it is told`() throws {
    func condition(_ yaml: String) throws -> Condition? {
      guard case .network(let architecture, _, _) = try settings("kind: cvae\n" + yaml).model
      else { return nil }
      return architecture.condition
    }
    #expect(
      try condition("condition: {label: language}")
        == Condition(label: "language", code: .embedding(32), place: .decoder))
    #expect(
      try condition("network: dense\ncondition: {label: genre, place: both, code: one-hot}")
        == Condition(label: "genre", code: .oneHot, place: .both))
    for wrong in ["", "condition: {}", "condition: {label: x, code: one-hot, size: 3}"] {
      #expect(throws: ConfigurationError.self) { try condition(wrong) }
    }
  }

  @Test func `A full file is read whole`() throws {
    let yaml = """
      kind: basic-vae
      standardize: none
      hidden: [16, 32, 64]
      latent: 8
      dropout: 0
      batch_norm: false
      loss: {reduction: mean, beta: 4, annealing_epochs: 3}
      training:
        optimizer: adam
        learning_rate: 0.002
        weight_decay: 0
        batch: 64
        clip: 0
        epochs: 7
        schedule: {kind: constant}
        early_stopping: {patience: 0}
      """
    let read = try settings(yaml)
    var training = TrainingSettings()
    training.optimizer = .adam
    training.learningRate = 0.002
    training.weightDecay = 0
    training.batch = 64
    training.clip = 0
    training.epochs = 7
    training.schedule = .byEpoch(.constant)
    training.stoppingPatience = 0
    #expect(read.standardization == .none && read.kind == .basicVAE)
    #expect(
      read.model
        == .network(
          Architecture(
            .dense([16, 32, 64]), latent: 8, BlockSettings(batchNorm: false, dropout: 0),
            isVariational: true),
          ObjectiveSettings(reduction: .mean, beta: Annealing(final: 4, epochs: 3)), training)
    )
  }

  @Test func `Models with clusters are read with their pretraining`() throws {
    func network(
      _ yaml: String
    ) throws -> (Architecture, ObjectiveSettings, TrainingSettings)? {
      guard case .network(let architecture, let objective, let training) = try settings(yaml).model
      else { return nil }
      return (architecture, objective, training)
    }
    let vade = try #require(try network("kind: vade\nclusters: {count: 15}"))
    #expect(vade.0.clusters == ClusterSettings(.mixture, count: 15) && vade.0.isVariational)
    #expect(vade.1.reduction == .elbo && vade.1.clusteringWeight == 0)
    #expect(vade.2.pretraining == .init(epochs: 10, learningRate: 1e-3))
    let idec = try #require(
      try network(
        """
        kind: idec
        network: conv
        clusters: {count: 3, start: gaussian-mixture, n_init: 2}
        pretraining: {epochs: 5, learning_rate: 0.01}
        loss: {clustering: 0.2}
        """))
    #expect(
      idec.0.clusters == ClusterSettings(.centres, count: 3, start: .gaussianMixture, starts: 2))
    #expect(!idec.0.isVariational && idec.1.reduction == .mean)
    #expect(idec.1.clusteringWeight == 0.2 && idec.1.reconstructionWeight == 1)
    #expect(idec.2.pretraining == .init(epochs: 5, learningRate: 0.01))
    let dec = try #require(try network("kind: dec\nclusters: {count: 3}"))
    #expect(dec.1.clusteringWeight == 1 && dec.1.reconstructionWeight == 0)
  }

  @Test func `Windows down are those across, but for what is said`() throws {
    guard
      case .network(let architecture, _, _) = try settings(
        "kind: conv-vae\nchannels: [8]\nkernel: 7\nvertical: {stride: 1}"
      ).model
    else {
      Issue.record("a conv-vae is a network")
      return
    }
    #expect(
      architecture.trunk
        == .convolutional(
          ConvolutionalTrunk(
            .two, channels: [8], window: WindowAxis(kernel: 7, stride: 2, padding: 1),
            vertical: WindowAxis(kernel: 7, stride: 1, padding: 1))))
  }

  @Test func `Losses, optimisers and schedules are read`() throws {
    let yaml = """
      kind: multimodal-vae
      fusion: {width: 32, heads: 4, attention: both, reconstructs: both, hidden: 9, second_weight: 2}
      reconstructions: 7
      loss:
        error: gaussian-nll
        annealing: cyclical
        annealing_epochs: 10
        cycles: 3
        rise: 0.25
        free_bits: 0.5
        capacity: 20
        capacity_epochs: 30
      training:
        optimizer: sgd
        momentum: 0.8
        nesterov: true
        schedule: {kind: cosine, end: 0.1, warm_up: 5}
      """
    let read = try settings(yaml)
    guard case .network(let architecture, let objective, let training) = read.model else {
      Issue.record("it is a network")
      return
    }
    #expect(read.reconstructions == 7 && architecture.error == .gaussian)
    var fusion = FusionSettings()
    (fusion.width, fusion.heads, fusion.attention) = (32, 4, .both)
    (fusion.reconstructs, fusion.hidden, fusion.secondWeight) = (.both, 9, 2)
    #expect(architecture.fusion == fusion)
    #expect(objective.beta == Annealing(final: 1, epochs: 10, cycles: 3, rise: 0.25))
    #expect(objective.freeBits == 0.5 && objective.capacity == Annealing(final: 20, epochs: 30))
    #expect(training.optimizer == .sgd && training.momentum == 0.8 && training.isNesterov)
    #expect(training.schedule == .byEpoch(.cosine(end: 0.1)) && training.warmUp == 5)
    guard
      case .network(_, _, let stepped) = try settings(
        "kind: basic-vae\ntraining: {schedule: {kind: step, every: 7, factor: 0.3}}"
      ).model
    else { return }
    #expect(stepped.schedule == .byEpoch(.step(every: 7, factor: 0.3)))
  }

  @Test(arguments: [
    "kind: vae", "hidden: [3]", "kind: raw\nlatent: 3", "kind: pca\ncomponents: 0",
    "kind: basic-vae\ntraining: {batch: 1}", "kind: basic-vae\ndropout: 1",
    "kind: autoencoder\nloss: {beta: 1}", "kind: basic-vae\nhidden: [0]",
    "kind: conv-vae\nchannels: []", "kind: conv-vae\nhidden: [3]", "kind: conv-vae\npadding: 4",
    "kind: conv-vae\nnetwork: dense", "kind: basic-vae\nslope: 0.1",
    "kind: basic-vae\nchannel_dropout: true", "kind: basic-vae\nactivation: identity",
    "kind: basic-vae\ntraining: {schedule: {kind: constant, factor: 0.5}}",
    "kind: conv1d-vae\nvertical: {kernel: 3}", "kind: conv-vae\nvertical: {kernel: 1}",
    "kind: vade", "kind: vade\nclusters: {count: 1}", "kind: basic-vae\nclusters: {count: 3}",
    "kind: vade\nclusters: {count: 3}\nloss: {free_bits: 1}", "kind: raw\nreconstructions: 3",
    "kind: multimodal-vae\nfusion: {width: 10, heads: 4}",
    "kind: dec\nclusters: {count: 3}\nloss: {clustering: 1}",
    "kind: basic-vae\ntraining: {momentum: 0.5}", "kind: autoencoder\nloss: {free_bits: 1}",
    "kind: basic-vae\nloss: {cycles: 2}", "kind: basic-vae\nloss: {capacity_epochs: 2}",
  ])
  func `A file that says what no model understands is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { try settings(yaml) }
  }
}
