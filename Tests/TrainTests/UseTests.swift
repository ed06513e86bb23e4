import Artifacts
import Foundation
import LinearAlgebra
import ONNX
import SwiftProtobuf
import TestSupport
import Testing

@Suite("cantus-train encode and export")
struct UseTests {
  /// Models of every kind that takes part, on maps of 8 × 20.
  static let models = [
    "kind: raw\n", "kind: raw\nstandardize: none\n", "kind: pca\ncomponents: 3\n",
  ]
  static let networks = [
    "kind: basic-vae\nhidden: [24, 12]\nactivation: gelu\n",
    "kind: autoencoder\nhidden: []\nstandardize: none\n",
    "kind: autoencoder\nhidden: [9]\nbatch_norm: false\nactivation: leaky-relu\n",
    "kind: conv-vae\nchannels: [4, 6]\n",
    "kind: beta-vae\nchannels: [5]\nkernel: 3\nstride: 3\npadding: 0\nactivation: tanh\n",
    "kind: conv1d-vae\nchannels: [6, 4]\nactivation: sigmoid\n",
    "kind: cvae\nnetwork: dense\nhidden: [8]\ncondition: {label: genre, place: both, size: 4}\n",
    "kind: cvae\nchannels: [4, 5]\ncondition: {label: genre, code: one-hot, place: encoder}\n",
    "kind: cvae\nchannels: [4]\ncondition: {label: genre, place: input-and-decoder, size: 2}\n",
    "kind: cvae\nnetwork: dense\nhidden: [8]\n"
      + "condition: {label: genre, place: input, code: one-hot}\n",
    "kind: vade\nhidden: [8]\nclusters: {count: 2}\npretraining: {epochs: 3}\n",
    "kind: idec\nhidden: [8]\nclusters: {count: 3}\npretraining: {epochs: 3}\n",
  ].map { $0 + "latent: 3\ntraining: {epochs: 6, batch: 7, learning_rate: 0.01}\n" }

  private func experiment(in folder: URL) throws -> TrainExperiment {
    try TrainExperiment(in: folder, width: 160, height: 8)
  }

  @Test(
    arguments: models + networks + [
      "kind: basic-vae\nhidden: [8]\nlatent: 2\ntraining: {epochs: 2, input_precision: half}\n"
    ])
  func `Encoding the songs of the fit gives its latents, bit by bit`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(yaml).status == 0)
      let outcome = try experiment.run([
        "encode", "--model", experiment.path("model.h5"), "--features",
        experiment.path("features.h5"), "--output", experiment.path("latents.h5"),
      ])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let latents = try LatentsArtifact(reading: experiment.path("latents.h5"))
      #expect(latents.mean == model.mean && latents.logVariance == model.logVariance)
      #expect(latents.clusters == model.clusters)
      #expect(latents.clips == model.clips && latents.songs == model.songs)
      #expect(latents.kind == model.kind && latents.provenance.seed == nil)
      #expect(latents.provenance.inputs.map(\.path) == ["model.h5", "features.h5"])
    }
  }

  @Test func `Features of another shape, configuration or label are refused in a sentence`() throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(Self.networks[6]).status == 0)
      func encode(_ features: TrainExperiment) throws -> (status: Int32, messages: String) {
        try experiment.run([
          "encode", "--model", experiment.path("model.h5"), "--features",
          features.path("features.h5"), "--output", experiment.path("latents.h5"),
        ])
      }
      func other(_ name: String) throws -> URL {
        let other = folder.appending(path: name)
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        return other
      }
      for (features, sentence) in [
        (try TrainExperiment(in: other("shape"), width: 160, height: 10), "16 feature"),
        (
          try TrainExperiment(
            in: other("settings"), width: 160, height: 8, configuration: "kind: mel\n"),
          "kind: mel"
        ),
        (
          try TrainExperiment(
            in: other("label"), width: 160, height: 8,
            genres: ["pop", "rock", "folk", "rock", "pop", "rock"]), "folk"
        ),
      ] {
        let outcome = try encode(features)
        #expect(outcome.status == 65 && outcome.messages.contains(sentence), "\(outcome.messages)")
      }
      #expect(try encode(experiment).status == 0)
    }
  }

  @Test(arguments: networks)
  func `An exported graph is whole: each value is made before it is used`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(yaml).status == 0)
      let artifact = try ModelArtifact(reading: experiment.path("model.h5"))
      let latents =
        ["mean"] + (artifact.clusters == nil ? [] : ["clusters"])
        + (artifact.logVariance == nil ? [] : ["log_variance"])
      for (part, outputs) in [
        ("model", latents + ["reconstruction"]), ("encoder", latents),
        ("decoder", ["reconstruction"]),
      ] {
        let file = try experiment.export("onnx", part: part)
        let model = try ONNXModel(serializedBytes: file)
        #expect(model.representation == 8 && model.operatorSets.map(\.version) == [17])
        #expect(try model.serializedBytes() as Data == file)
        let graph = try #require(model.graph)
        #expect(graph.outputs.map(\.name) == outputs)
        #expect(graph.inputs.first?.name == (part == "decoder" ? "latent" : "features"))
        var known = Set((graph.inputs.map(\.name) + graph.initializers.map(\.name)))
        #expect(known.count == graph.inputs.count + graph.initializers.count)
        for tensor in graph.initializers {
          let size = tensor.element == ONNXElement.float.rawValue ? 4 : 8
          #expect(tensor.bytes.count == size * Int(tensor.shape.reduce(1, *)))
        }
        for node in graph.nodes {
          #expect(node.inputs.allSatisfy(known.contains), "\(node.name) takes \(node.inputs)")
          for output in node.outputs { #expect(known.insert(output).inserted) }
        }
        #expect(outputs.allSatisfy(known.contains))
        #expect(try experiment.export("onnx", part: part) == file)
      }
    }
  }

  @Test(arguments: networks)
  func `An exported graph computes the artifact's latents from raw features`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(yaml).status == 0)
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let made = try #require(model.reconstructions)
      let clips = Array(0..<6) + made.clips
      let features = try FeaturesArtifact(reading: experiment.path("features.h5")).rows(0..<36)
        .gathering(rows: clips)
      let genres = try model.songs.label("genre")
      let classes = clips.map { genres[model.clips.songs[$0]] == "pop" ? 0.0 : 1.0 }
      let inputs = [
        "features": Tensor([clips.count, 8, 20], features.elements.map { Double($0) }),
        "class": Tensor([clips.count], classes),
      ]
      let whole = try #require(
        ONNXModel(serializedBytes: experiment.export("onnx", part: "model")).graph)
      let found = evaluate(whole, inputs)
      func expect(_ name: String, _ latents: Matrix?) throws {
        guard let latents = latents?.gathering(rows: clips) else { return }
        expectClose(
          try #require(found[name]).values, latents.elements, absolute: 1e-5, relative: 1e-4, name)
      }
      try expect("mean", model.mean)
      try expect("log_variance", model.logVariance)
      try expect("clusters", model.clusters)

      let decoder = try #require(
        ONNXModel(serializedBytes: experiment.export("onnx", part: "decoder")).graph)
      let mean = try #require(found["mean"])
      let alone = evaluate(decoder, ["latent": mean, "class": Tensor([clips.count], classes)])
      let reconstruction = try #require(found["reconstruction"])
      #expect(reconstruction.shape == [clips.count, 8, 20])
      expectClose(
        reconstruction.values[(6 * 160)...], made.values.elements, absolute: 1e-5, relative: 1e-4,
        "reconstruction")
      #expect(alone["reconstruction"]?.values == reconstruction.values)
    }
  }

  @Test(arguments: [
    "network: dense\nhidden: [16]\n"
      + "fusion: {width: 8, heads: 2, attention: both, reconstructs: both, hidden: 6}\n",
    "channels: [4, 6]\nfusion: {width: 6, heads: 3, attention: both}\n",
    "network: conv1d\nchannels: [5]\nfusion: {width: 8, heads: 2}\n",
  ])
  func `An exported graph of two feature sets takes both, or one`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      let second = experiment.path("second.h5")
      try experiment.writeSecond([0, 1, 2, 3, 5].map { "song \($0)" }, to: second)
      let outcome = try experiment.train(
        "kind: multimodal-vae\nlatent: 3\n" + yaml + "training: {epochs: 4, batch: 8}\n",
        ["--features", second])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let features = try FeaturesArtifact(reading: experiment.path("features.h5")).rows(0..<36)
      let other = try FeaturesArtifact(reading: second).rows(0..<5)
      // Song 4 has no row: what is given for it does not matter.
      let rows = (0..<36).map { [0, 1, 2, 3, 0, 4][$0 / 6] }
      let graph = try #require(
        ONNXModel(serializedBytes: experiment.export("onnx", part: "model")).graph)
      let found = evaluate(
        graph,
        [
          "features": Tensor([36, 8, 20], features.elements.map { Double($0) }),
          "second": Tensor([36, 5], other.gathering(rows: rows).elements.map { Double($0) }),
          "has_second": Tensor([36, 1], (0..<36).map { $0 / 6 == 4 ? 0 : 1 }),
        ])
      for (name, latents) in [("mean", model.mean), ("log_variance", model.logVariance)] {
        expectClose(
          try #require(found[name]).values, try #require(latents).elements, absolute: 1e-5,
          relative: 1e-4, name)
      }
      #expect((found["second_reconstruction"]?.shape == [36, 5]) == yaml.contains("both, hidden"))
    }
  }

  @Test(arguments: ["first", "both"])
  func `An exported graph of several windows takes those that a clip has`(sides: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      let second = experiment.path("second.h5")
      let counts = [2, 3, 1, 2, 0, 1]
      let values = try experiment.writeWindows(
        counts.indices.filter { counts[$0] > 0 }.map { ("song \($0)", counts[$0]) }, to: second)
      let outcome = try experiment.train(
        """
        kind: multimodal-vae
        channels: [4, 6]
        latent: 3
        fusion: {width: 6, heads: 3, attention: \(sides), reconstructs: both, hidden: 4}
        training: {epochs: 4, batch: 8}

        """, ["--features", second])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let features = try FeaturesArtifact(reading: experiment.path("features.h5")).rows(0..<36)
      // What is given for windows that are not there does not matter, nor for song 4.
      var given = values.gathering(rows: (0..<36).map { [0, 1, 2, 3, 0, 4][$0 / 6] })
      for clip in 0..<36 { for j in (5 * counts[clip / 6])..<15 { given[clip, j] = Float(j) } }
      let has = counts.flatMap { count in
        [[Double]](repeating: (0..<3).map { $0 < count ? 1 : 0 }, count: 6).flatMap { $0 }
      }
      let graph = try #require(
        ONNXModel(serializedBytes: experiment.export("onnx", part: "model")).graph)
      let found = evaluate(
        graph,
        [
          "features": Tensor([36, 8, 20], features.elements.map { Double($0) }),
          "second": Tensor([36, 3, 5], given.elements.map { Double($0) }),
          "has_second": Tensor([36, 3], has),
        ])
      for (name, latents) in [("mean", model.mean), ("log_variance", model.logVariance)] {
        expectClose(
          try #require(found[name]).values, try #require(latents).elements, absolute: 1e-5,
          relative: 1e-4, name)
      }
      #expect(found["second_reconstruction"]?.shape == [36, 5])
    }
  }

  @Test func `An encoder's safetensors hold its weights in the shapes of others`() throws {
    struct Entry: Decodable {
      var dtype: String
      var shape: [Int]
      var data_offsets: [Int]
    }
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(Self.networks[3]).status == 0)
      let file = try experiment.export("safetensors", part: "encoder")
      let length = (0..<8).reduce(0) { $0 | Int(file[$1]) << (8 * $1) }
      #expect(length % 8 == 0)
      var header = try #require(
        try JSONSerialization.jsonObject(with: file[8..<(8 + length)]) as? [String: Any])
      let metadata = try #require(header.removeValue(forKey: "__metadata__") as? [String: String])
      #expect(metadata["kind"] == "conv-vae")
      let entries = try JSONDecoder().decode(
        [String: Entry].self, from: JSONSerialization.data(withJSONObject: header))
      #expect(
        entries.mapValues(\.shape) == [
          "encoder.0.weight": [4, 1, 4, 4], "encoder.0.bias": [4],
          "encoder.0.norm.weight": [4], "encoder.0.norm.bias": [4],
          "encoder.0.norm.running_mean": [4], "encoder.0.norm.running_variance": [4],
          "encoder.1.weight": [6, 4, 4, 4], "encoder.1.bias": [6],
          "encoder.1.norm.weight": [6], "encoder.1.norm.bias": [6],
          "encoder.1.norm.running_mean": [6], "encoder.1.norm.running_variance": [6],
          "latent.mean.weight": [3, 60], "latent.mean.bias": [3],
          "latent.log_variance.weight": [3, 60], "latent.log_variance.bias": [3],
          "standardization.mean": [8, 20], "standardization.scale": [8, 20],
        ])
      var end = 0
      for entry in entries.values.sorted(by: { $0.data_offsets[0] < $1.data_offsets[0] }) {
        #expect(entry.dtype == "F32" && entry.data_offsets[0] == end)
        end += 4 * entry.shape.reduce(1, *)
        #expect(entry.data_offsets[1] == end)
      }
      #expect(file.count == 8 + length + end)
    }
  }

  @Test func `What is no network is not exported`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train("kind: raw\n").status == 0)
      let outcome = try experiment.run([
        "export", "--model", experiment.path("model.h5"), "--format", "onnx", "--output",
        experiment.path("model.onnx"),
      ])
      #expect(outcome.status == 64 && outcome.messages.contains("raw"))
      #expect(!experiment.exists("model.onnx"))
    }
  }

  /// A Python that has what the script needs: CANTUS_PYTHON, else python3.
  private static let python: String? = {
    let name = ProcessInfo.processInfo.environment["CANTUS_PYTHON"] ?? "python3"
    let ended = try? run(
      program: "/usr/bin/env",
      [name, "-c", "import onnxruntime, onnx, torch, safetensors, h5py, yaml"])
    return ended?.status == 0 ? name : nil
  }()

  @Test(
    .enabled(if: python != nil, "needs a Python with torch, onnxruntime, onnx, safetensors, h5py"),
    arguments: networks)
  func `PyTorch and ONNX Runtime compute the same from what is exported`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      #expect(try experiment.train(yaml).status == 0)
      for part in ["model", "decoder"] {
        try experiment.export("onnx", part: part).write(to: folder.appending(path: "\(part).onnx"))
      }
      try experiment.export("safetensors", part: "encoder").write(
        to: folder.appending(path: "encoder.safetensors"))
      let outcome = try experiment.run(
        [
          URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/export/check_export.py").path(percentEncoded: false)
        ]
          + ["model.h5", "features.h5", "model.onnx", "decoder.onnx", "encoder.safetensors"].map(
            experiment.path), program: Self.python ?? "python3")
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
  }
}

extension TrainExperiment {
  /// Exports model.h5.
  fileprivate func export(_ format: String, part: String) throws -> Data {
    let outcome = try run([
      "export", "--model", path("model.h5"), "--format", format, "--part", part, "--output",
      path("exported"),
    ])
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try bytes("exported")
  }
}
