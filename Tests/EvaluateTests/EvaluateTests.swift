import Artifacts
import ClusterMetrics
import DataSplit
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

private let allClusterings =
  "clusterings: [{kind: kmeans}, {kind: ward}, {kind: gaussian-mixture, n_init: 2}]\n"

@Suite("cantus-evaluate")
struct EvaluateTests {
  @Test func `Every clustering is scored by every metric, for every label of the catalogue`() throws
  {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(allClusterings)
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.messages.contains("18 clips of 6 songs (test)"))

      let scores = try model.scores()
      let artifact = scores.artifact
      #expect(artifact.evaluated == Array(54..<72))
      #expect(artifact.assignments.map(\.k) == [2, 2, 2, 3, 3, 3])
      #expect(artifact.provenance.inputs.map(\.path) == ["model.h5", "features.h5", "split.h5"])
      #expect(artifact.provenance.seed == 42)
      for clustering in ["kmeans", "ward", "gaussian-mixture"] {
        for metric in ExternalMetric.allCases {
          for (level, count) in [("clip", 18), ("song", 6), ("song mean", 6)] {
            let language = try #require(
              try scores.score("language", clustering, level, metric.rawValue))
            #expect(language == (1, count, 0, 1))
            let genre = try #require(try scores.score("genre", clustering, level, metric.rawValue))
            #expect(genre.value < 1 && genre.count == count && genre.valid == 1)
          }
        }
        for metric in InternalMetric.allCases where metric != .densityValidity {
          let score = try #require(
            try scores.score("language", clustering, "clip", metric.rawValue))
          #expect(metric.range.contains(score.value) && score.count == 18)
        }
      }
      let (external, inner) = (ExternalMetric.allCases.count, InternalMetric.allCases.count)
      #expect(artifact.scores.count == 2 * 3 * (3 * external + inner - 1))
      #expect(Set(try artifact.scores.texts("part")) == ["test"])
      #expect(Set(try artifact.scores.texts("fit")) == ["evaluated"])
      #expect(Set(try artifact.scores.texts("space")) == ["", "latent"])
    }
  }

  @Test func `Clusters are measured in another model's latents where that is asked for`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      var generator = Generator(seed: 9)
      let other = Matrix(
        rows: 72, columns: 30, elements: (0..<72 * 30).map { _ in Float(generator.normal()) })
      try model.writeModel("other.h5", other)
      let yaml =
        "tasks: [{label: language}]\nclusterings: [{kind: kmeans}]\nmeasured_in: mfcc/raw\n"
      let result = try model.evaluate(yaml, measuredIn: "other.h5")
      #expect(result.status == 0, "\(result.messages)")
      let artifact = try model.scores().artifact
      let table = artifact.scores
      let (metrics, spaces) = (try table.texts("metric"), try table.texts("space"))
      let rows = metrics.indices.filter { metrics[$0] == "silhouette" }
      #expect(rows.map { spaces[$0] } == ["latent", "latent of model mfcc/raw"])
      let values = try table.reals("value")
      let expected = InternalMetric.silhouette.score(
        other.gathering(rows: artifact.evaluated), clusters: artifact.assignments[0].clusters,
        threads: 1)
      #expect(values[rows[0]] > 0.7 && abs(values[rows[1]] - expected) < 1e-5)
      #expect(
        artifact.provenance.inputs.map(\.path) == [
          "model.h5", "features.h5", "split.h5", "other.h5",
        ])

      // In its own space every model is measured anyway.
      let own = try model.evaluate(yaml, measuredIn: "model.h5")
      #expect(own.status == 0, "\(own.messages)")
      #expect(Set(try model.scores().artifact.scores.texts("space")) == ["", "latent"])

      #expect(try model.evaluate(yaml).status == 64)
      #expect(try model.evaluate(allClusterings, measuredIn: "other.h5").status == 64)

      let split = URL(filePath: model.path("split.h5"))
      let bytes = try Data(contentsOf: split)
      try SplitArtifact(
        provenance: Provenance(of: model.path("split.h5"), configuration: "", inputs: []),
        songIDs: (0..<24).map { "song_\($0)" }, parts: (0..<24).map { _ in .train },
        groups: Array(0..<24), links: []
      ).write(to: model.path("split.h5"))
      try model.writeModel("other.h5", other)
      try bytes.write(to: split)
      let stale = try model.evaluate(yaml, measuredIn: "other.h5")
      #expect(
        stale.status == 65 && stale.messages.contains("other.h5 was not made from this split"))
    }
  }

  @Test func `Noise is scored as clusters of its own, and left out, with the coverage`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      // No clip has so many others nearby: all is noise.
      let result = try model.evaluate(
        "tasks: [{label: language}]\n"
          + "clusterings: [{kind: dbscan, eps: 1.0e-6, min_samples: 9}, {kind: dbscan, name: wide, eps: 1.0e6}]\n"
      )
      #expect(result.status == 0, "\(result.messages)")
      let scores = try model.scores()
      #expect(scores.artifact.assignments.map(\.k) == [0, 1])
      #expect(Set(scores.artifact.assignments[0].clusters) == [-1])
      #expect(Set(scores.artifact.assignments[1].clusters) == [0])
      let values = try ["dbscan", "wide"].map { name in
        [
          try #require(try scores.score("language", name, "clip", "coverage")).value,
          try #require(try scores.score("language", name, "clip", "homogeneity")).value,
        ]
      }
      #expect(values == [[0, 1], [1, 0]])
      let covered = try #require(
        try scores.score("language", "dbscan", "covered clip", "homogeneity"))
      #expect(covered.value.isNaN && covered.count == 0 && covered.leftOut == 18)
      #expect(try scores.score("language", "wide", "covered clip", "nmi")?.count == 18)
      #expect(try scores.score("language", "wide", "covered clip", "dunn")?.value.isNaN == true)
    }
  }

  @Test func `Confusions count what the assignments say`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(try model.evaluate("tasks: [{label: language}]\n" + allClusterings).status == 0)
      let artifact = try model.scores().artifact
      let confusion = artifact.confusion
      let (levels, labels) = (try confusion.texts("level"), try confusion.texts("label"))
      let (clusters, counts) = (try confusion.integers("cluster"), try confusion.integers("count"))
      let clusterings = try confusion.texts("clustering")
      for assignment in artifact.assignments {
        let rows = levels.indices.filter {
          clusterings[$0] == assignment.clustering && levels[$0] == "clip"
        }
        #expect(rows.count == 2)
        for row in rows {
          let found = zip(artifact.evaluated, assignment.clusters).count { clip, cluster in
            cluster == clusters[row] && (clip / 3 % 2 == 0) == (labels[row] == "Arabic")
          }
          #expect(found == counts[row])
        }
      }
      #expect(zip(levels, counts).filter { $0.0.hasPrefix("song") }.allSatisfy { $0.1 == 3 })
    }
  }

  @Test func `Clusterings can be fitted to training clips, and others assigned to them`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(
        "fit: training\nevaluated: [test, validation]\n" + allClusterings)
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.messages.contains("36 clips of 12 songs (validation+test), fitted to 36"))
      let scores = try model.scores()
      #expect(scores.artifact.evaluated == Array(36..<72))
      #expect(Set(try scores.artifact.scores.texts("fit")) == ["training"])
      for clustering in ["kmeans", "ward", "gaussian-mixture"] {
        #expect(try scores.score("language", clustering, "clip", "nmi")?.value == 1)
      }
    }
  }

  @Test(arguments: ["evaluated", "training"])
  func `Dimensions that the fitted clips do not span change no cluster`(fit: String) throws {
    let yaml = "fit: \(fit)\n" + allClusterings
    let narrow = try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(try model.evaluate(yaml).status == 0)
      return try model.scores().artifact
    }
    let wide = try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder, padding: 96)
      try model.write()
      #expect(try model.evaluate(yaml).status == 0)
      return try model.scores().artifact
    }
    for (a, b) in zip(narrow.assignments, wide.assignments) where a.k == 2 {
      let partition = ContingencyTable(classes: a.clusters, clusters: b.clusters)
      #expect(ExternalMetric.adjustedRandIndex.score(partition) == 1)
    }
    let (a, b) = (try narrow.scores.reals("value"), try wide.scores.reals("value"))
    let metrics = try narrow.scores.texts("metric")
    let clusters = try narrow.scores.integers("k")
    for row in a.indices where metrics[row] == "silhouette" && clusters[row] == 2 {
      #expect(abs(a[row] - b[row]) < 1e-6)
    }
  }

  @Test func `The artifact's bytes do not depend on the number of threads`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let files = try [1, 2, 5].map { threads in
        #expect(try model.evaluate(allClusterings, threads: threads).status == 0)
        return try Data(contentsOf: folder.appending(path: "scores.h5"))
      }
      #expect(files[0] == files[1] && files[0] == files[2])
    }
  }

  @Test func `Clips without a label are left out of its scores, and counted`() throws {
    try withTemporaryDirectory { folder in
      var model = SmallModel(folder: folder)
      model.genres[20] = ""
      try model.write()
      let result = try model.evaluate("clusterings: [{kind: ward}]\n")
      #expect(result.messages.contains("3 of 18 clips have no genre"))
      let scores = try model.scores()
      for (level, count, leftOut) in [("clip", 15, 3), ("song", 5, 1)] {
        let score = try #require(try scores.score("genre", "ward", level, "nmi"))
        #expect(score.count == count && score.leftOut == leftOut)
        #expect(try scores.score("language", "ward", level, "nmi")?.leftOut == 0)
      }
      #expect(scores.artifact.assignments.allSatisfy { $0.clusters.count == 18 })
    }
  }

  @Test func `A label that the model was told cannot score it`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder, conditionedOn: ["language"])
      try model.write()
      #expect(try model.evaluate("clusterings: [{kind: ward}]\n").status == 0)
      let scores = try model.scores()
      #expect(try scores.score("language", "ward", "song", "ari")?.valid == 0)
      #expect(try scores.score("language", "ward", "clip", "silhouette")?.valid == 1)
      #expect(try scores.score("genre", "ward", "song", "ari")?.valid == 1)
    }
  }

  @Test func `More clusters than clips leave scores empty, with a warning`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(
        "tasks: [{label: language, k: 19}, {k: 2}]\nclusterings: [{kind: kmeans}]\n")
      #expect(result.status == 0)
      #expect(result.messages.contains("19 clusters cannot be made of 18 clips"))
      let scores = try model.scores()
      #expect(try scores.score("language", "kmeans", "song", "nmi")?.value.isNaN == true)
      #expect(try scores.score("k = 2", "kmeans", "clip", "silhouette")?.value.isNaN == false)
      #expect(try scores.score("k = 2", "kmeans", "clip", "nmi") == nil)
      #expect(scores.artifact.assignments.map(\.task) == ["k = 2"])
    }
  }

  @Test func `Latents that are all alike are one cluster, and have a map without extent`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write(latents: Matrix(rows: 72, columns: 4, repeating: 0.3))
      let result = try model.evaluate(allClusterings)
      #expect(result.status == 0, "\(result.messages)")
      let scores = try model.scores()
      #expect(try scores.score("language", "kmeans", "clip", "nmi")?.value == 0)
      #expect(try scores.score("language", "kmeans", "clip", "silhouette")?.value.isNaN == true)
      #expect(scores.artifact.maps.map(\.coordinates) == [Matrix(rows: 72, columns: 2)])
      #expect(scores.artifact.maps[0].explainedVariance == [0, 0])
    }
  }

  @Test func `What cannot be evaluated is refused in a sentence, and leaves no file`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      var broken = model.latents
      broken[31, 2] = .nan
      try model.write(latents: broken)
      let nan = try model.evaluate(allClusterings)
      #expect(nan.status == 65 && nan.messages.contains("clip song_10@20"))

      try model.write()
      try SplitArtifact(
        provenance: Provenance(of: model.path("other.h5"), configuration: "x", inputs: []),
        songIDs: ["song_0"], parts: [.test], groups: [0], links: []
      ).write(to: model.path("other.h5"))
      let other = try model.evaluate(allClusterings, split: "other.h5")
      #expect(other.status == 65 && other.messages.contains("was not made from this other.h5"))

      let huge = SmallModel(folder: folder).latents.elements.map { $0 * 1e20 }
      try model.write(latents: Matrix(rows: 72, columns: 4, elements: huge))
      let large = try model.evaluate(allClusterings)
      #expect(large.status == 65 && large.messages.contains("at most 1e15"))
      try model.write()

      let unknown = try model.evaluate("tasks: [{label: mood}]\n" + allClusterings)
      #expect(unknown.status == 65 && unknown.messages.contains("mood"))
      #expect(!FileManager.default.fileExists(atPath: model.path("scores.h5")))
    }
  }

  @Test(arguments: [
    ("clusterings: []", "at least one"), ("seeds: [1]", "at least one"),
    ("clusterings: [{kind: meanshift}]", "kmeans, ward, gaussian-mixture"),
    ("clusterings: [{kind: ward}, {kind: ward}]", "another name"),
    ("tasks: [{label: genre}, {label: genre, k: 2}]\n" + allClusterings, "another name"),
    ("tasks: [{name: groups}]\n" + allClusterings, "must be a number"),
    ("tasks: [{label: genre, k: 0}]\n" + allClusterings, "from 1 to 100000"),
    ("evaluated: [tests]\n" + allClusterings, "train, validation and test"),
    ("evaluated: []\n" + allClusterings, "at least one part"),
    ("evaluate: [test]\n" + allClusterings, "did you mean evaluated"),
  ])
  func `Settings that make no sense are refused with what would`(yaml: String, hint: String) throws
  {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(yaml)
      #expect(result.status == 64)
      #expect(result.messages.contains(hint), "\(result.messages)")
    }
  }

  @Test func `The printed settings are complete, and give the same settings again`() throws {
    try withTemporaryDirectory { folder in
      let yaml = "tasks: [{label: genre, k: 4}, {label: language}]\n" + allClusterings
      func printed(_ yaml: String) throws -> String {
        try Data(yaml.utf8).write(to: folder.appending(path: "evaluation.yaml"))
        return try run(
          "cantus-evaluate", ["--configuration", "evaluation.yaml", "--print-config"], in: folder
        ).output
      }
      let complete = try printed(yaml)
      for key in ["seeds", "evaluated", "fit", "k:", "n_init", "max_iter", "tol", "reg_covar"] {
        #expect(complete.contains(key))
      }
      #expect(try printed(complete) == complete)
    }
  }
}
