import Artifacts
import ClusterMetrics
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-evaluate, beyond the latents") struct ProjectedTests {
  @Test(arguments: ["evaluated", "training"])
  func `A clustering can be made in a projection, and says so`(fit: String) throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let yaml = """
        fit: \(fit)
        evaluated: [test, validation]
        tasks: [{label: language}]
        clusterings:
        - kind: kmeans
        - {kind: kmeans, space: {kind: pca, n_components: 2}}
        - {kind: kmeans, space: {kind: umap, n_neighbors: 8}}
        - {kind: kmeans, name: islands, space: {kind: tsne, perplexity: 8}}

        """
      let files = try [1, 2].map { threads in
        let result = try model.evaluate(yaml, threads: threads)
        #expect(result.status == 0, "\(result.messages)")
        return try Data(contentsOf: folder.appending(path: "scores.h5"))
      }
      #expect(files[0] == files[1])
      let scores = try model.scores()
      let assignments = scores.artifact.assignments
      let names = ["kmeans", "kmeans in pca", "kmeans in umap", "islands"]
      #expect(assignments.map(\.clustering) == names)
      #expect(
        assignments.map(\.space) == [
          "latent", "pca (n_components 2) of latent",
          "umap (n_components 2, n_neighbors 8, min_dist 0) of latent",
          "tsne (perplexity 8) of latent",
        ])
      for name in names {
        #expect(try scores.score("language", name, "clip", "nmi")?.value == 1)
        #expect(try scores.score("language", name, "song mean", "nmi")?.value == 1)
      }
      // Separation is measured where clusters were looked for, and in the latents.
      let table = scores.artifact.scores
      let (clusterings, spaces) = (try table.texts("clustering"), try table.texts("space"))
      let metrics = try table.texts("metric")
      let measured = metrics.indices.filter {
        metrics[$0] == "silhouette" && clusterings[$0] == "kmeans in umap"
      }
      #expect(measured.map { spaces[$0] } == [assignments[2].space, "latent"])
    }
  }

  @Test(arguments: ["evaluated", "training"])
  func `A model's own clusters are scored; a model without any is left out`(fit: String) throws {
    try withTemporaryDirectory { folder in
      var model = SmallModel(folder: folder)
      let yaml =
        "fit: \(fit)\ntasks: [{label: language}]\nclusterings: [{kind: ward}, {kind: model}]\n"
      try model.write()
      let result = try model.evaluate(yaml)
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.messages.contains("no clusters of its own"))
      #expect(try model.scores().artifact.assignments.map(\.clustering) == ["ward"])
      // Five clusters, of which the languages take two.
      var own = Matrix(rows: 72, columns: 5, repeating: 0.1)
      for clip in 0..<72 { own[clip, clip / 3 % 2 == 0 ? 4 : 1] = 0.6 }
      model.clusters = own
      try model.write()
      #expect(try model.evaluate(yaml).status == 0)
      let scores = try model.scores()
      #expect(scores.artifact.assignments.last?.k == 5)
      #expect(Set(scores.artifact.assignments.last?.clusters ?? []) == [1, 4])
      for level in ["clip", "song", "song mean"] {
        #expect(try scores.score("language", "model", level, "ari")?.value == 1)
      }
    }
  }

  @Test(arguments: ["silhouette", "bic", "gap", "stability"])
  func `The number of clusters can be chosen without labels`(criterion: String) throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(
        "evaluated: [train, validation, test]\n"
          + "tasks: [{label: language, k: \(criterion), k_range: [2, 5]}]\n"
          + "clusterings: [{kind: kmeans}, {kind: ward}]\n")
      #expect(result.status == 0, "\(result.messages)")
      let artifact = try model.scores().artifact
      #expect(artifact.assignments.map(\.k) == [2, 2])
      let tried = artifact.selections
      #expect(Set(try tried.texts("criterion")) == [criterion])
      let (k, chosen) = (try tried.integers("k"), try tried.integers("chosen"))
      #expect(
        zip(k, chosen).filter { $0.1 == 1 }.map(\.0) == [2, 2] && Set(k).isSubset(of: [2, 3, 4, 5]))
      let values = try tried.reals("value")
      for row in k.indices where chosen[row] == 1 && criterion != "gap" {
        // The other rows of the same clustering follow.
        let others = values[row...].prefix(4)
        #expect(criterion == "bic" ? values[row] == others.min() : values[row] == others.max())
      }
    }
  }

  @Test func `The elbow that gives a radius is kept with its curve`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(
        "tasks: [{label: language}]\nclusterings: [{kind: dbscan, min_samples: 3}]\n")
      #expect(result.status == 0, "\(result.messages)")
      let curve = try model.scores().artifact.selections
      #expect(Set(try curve.texts("criterion")) == ["reach"])
      #expect(try curve.integers("k") == Array(1...18))
      let values = try curve.reals("value")
      #expect(values == values.sorted() && values.allSatisfy { $0 > 0 })
      #expect(try curve.integers("chosen").reduce(0, +) == 1)
    }
  }

  @Test
  func `Exemplars are of their cluster, each song once, the central ones nearest to its mean`()
    throws
  {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(
        try model.evaluate("tasks: [{label: language}]\nclusterings: [{kind: kmeans}]\n").status
          == 0)
      let artifact = try model.scores().artifact
      let latents = try ModelArtifact(reading: folder.appending(path: "model.h5").path()).mean
      let assignment = artifact.assignments[0]
      let table = artifact.exemplars
      let (kinds, clusters) = (try table.texts("kind"), try table.integers("cluster"))
      let (clips, distances) = (try table.integers("clip"), try table.reals("distance"))
      let others = try table.reals("other_distance")
      #expect(Set(kinds) == ["central", "ambiguous"] && Set(clusters) == [0, 1])
      for cluster in 0..<2 {
        let own = zip(artifact.evaluated, assignment.clusters).filter { $0.1 == cluster }.map(\.0)
        let mean = (0..<latents.columns).map { t in
          own.reduce(0) { $0 + Double(latents[$1, t]) } / Double(own.count)
        }
        func distance(_ clip: Int) -> Double {
          mean.indices.reduce(0) { sum, t in
            let difference = Double(latents[clip, t]) - mean[t]
            return sum + difference * difference
          }.squareRoot()
        }
        for kind in ["central", "ambiguous"] {
          let rows = kinds.indices.filter { kinds[$0] == kind && clusters[$0] == cluster }
          #expect(!rows.isEmpty && rows.allSatisfy { own.contains(clips[$0]) })
          #expect(Set(rows.map { artifact.clips.songs[clips[$0]] }).count == rows.count)
          expectClose(rows.map { distances[$0] }, rows.map { distance(clips[$0]) }, absolute: 1e-4)
        }
        let first = kinds.indices.first { kinds[$0] == "central" && clusters[$0] == cluster }
        let least = own.map(distance).min() ?? .nan
        expectClose([distances[first ?? 0]], [least], absolute: 1e-4)
      }
      #expect(others.allSatisfy { $0 > 0 })
    }
  }

  @Test(arguments: [
    ("k: ami", "looks at the labels"), ("k: accuracy", "looks at the labels"),
    ("k: elbow", "silhouette, bic, gap, stability"), ("k: gap, k_range: [5, 2]", "ascending"),
    ("k: gap, k_range: [1, 2]", "from 2"),
  ])
  func `A number of clusters that labels choose is refused`(task: String, hint: String) throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(
        "tasks: [{label: language, \(task)}]\nclusterings: [{kind: ward}]\n")
      #expect(result.status == 64 && result.messages.contains(hint), "\(result.messages)")
    }
  }

  @Test(arguments: [
    ("clusterings: [{kind: ward, space: {kind: lda}}]", "latent, pca, tsne, umap"),
    ("clusterings: [{kind: ward}]\nmaps: [pca, som]", "pca, tsne or umap"),
    ("clusterings: [{kind: ward}]\nmaps: [pca, pca]", "twice"),
    ("clusterings: [{kind: ward}]\ncertainty: {level: 2}", "from 0.5 to 0.999"),
  ])
  func `Spaces, maps and certainties that make no sense are refused`(
    yaml: String, hint: String
  ) throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate(yaml + "\n")
      #expect(result.status == 64 && result.messages.contains(hint), "\(result.messages)")
    }
  }

  @Test func `All clips have a map of every kind that is asked for`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      let result = try model.evaluate("maps: [umap, pca, tsne]\nclusterings: [{kind: ward}]\n")
      #expect(result.status == 0, "\(result.messages)")
      let maps = try model.scores().artifact.maps
      #expect(maps.map(\.kind) == ["umap", "pca", "tsne"])
      #expect(maps.map(\.explainedVariance.count) == [0, 2, 0])
      #expect(maps.allSatisfy { $0.coordinates.rows == 72 })
    }
  }
}

@Suite("Certainty and confounds") struct CertaintyTests {
  @Test func `External scores have intervals over songs and a test by chance`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(
        try model.evaluate(
          "evaluated: [train, validation, test]\ncertainty: {permutations: 999}\n"
            + "clusterings: [{kind: kmeans}]\n"
        ).status == 0)
      let table = try model.scores().artifact.scores
      let (tasks, levels) = (try table.texts("task"), try table.texts("level"))
      let (metrics, values) = (try table.texts("metric"), try table.reals("value"))
      let (low, high) = (try table.reals("low"), try table.reals("high"))
      let (p, least) = (try table.reals("p_value"), try table.reals("least_p_value"))
      for row in metrics.indices {
        guard ExternalMetric(rawValue: metrics[row]) != nil else {
          #expect(low[row].isNaN && p[row].isNaN)
          continue
        }
        #expect(low[row] <= high[row] && least[row] == 0.001, "\(levels[row])")
        #expect((0.001...1).contains(p[row]))
        // Clusters are the languages, and tell nothing of genres.
        if tasks[row] == "language" { #expect(values[row] == 1 && high[row] == 1 && p[row] < 0.01) }
        if tasks[row] == "genre" && metrics[row] == "ami" { #expect(p[row] > 0.05) }
      }
    }
  }

  @Test func `Neither is drawn where none is asked for`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(
        try model.evaluate(
          "certainty: {resamples: 0, permutations: 0}\nclusterings: [{kind: kmeans}]\n"
        ).status == 0)
      let table = try model.scores().artifact.scores
      for name in ["low", "high", "p_value", "least_p_value"] {
        #expect(try table.reals(name).allSatisfy(\.isNaN))
      }
    }
  }

  @Test func `Clusters are held against what songs differ in beside their labels`() throws {
    try withTemporaryDirectory { folder in
      let model = SmallModel(folder: folder)
      try model.write()
      #expect(try model.evaluate("clusterings: [{kind: kmeans}]\n").status == 0)
      let table = try model.scores().artifact.confounds
      // All songs have one sample rate.
      #expect(try table.texts("property") == ["codec", "codec", "codec", "codec"])
      #expect(try table.texts("level") == ["clip", "song", "clip", "song"])
      let (tasks, ami) = (try table.texts("task"), try table.reals("ami"))
      for (task, value) in zip(tasks, ami) where task == "language" { #expect(value == 1) }
    }
  }

  @Test func `Every song says how far its clusters are its label, and latents what they tell`()
    throws
  {
    try withTemporaryDirectory { folder in
      var model = SmallModel(folder: folder)
      model.genres[20] = ""
      try model.write()
      #expect(try model.evaluate("clusterings: [{kind: ward}]\n").status == 0)
      let artifact = try model.scores().artifact
      #expect(artifact.evaluatedSongs == Array(18..<24))
      for assignment in artifact.assignments {
        if assignment.task == "language" {
          #expect(assignment.agreement == Array(repeating: 1, count: 6))
        } else {
          #expect(assignment.agreement[2].isNaN)
          #expect(assignment.agreement.count { (0...1).contains($0) } == 5)
        }
      }
      #expect(try artifact.latents.texts("task") == ["language", "genre"])
      #expect(try artifact.latents.integers("count") == [18, 15])
      #expect(try artifact.latents.reals("value").allSatisfy { (0...1).contains($0) })
    }
  }
}
