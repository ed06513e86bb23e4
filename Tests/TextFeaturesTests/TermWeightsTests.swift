import Configuration
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures

@Suite("Weights of terms")
struct TermWeightsTests {
  private func settings(_ yaml: String) throws -> TermSettings {
    try configuration(parsing: yaml, name: "F.yaml") { try TermSettings($0) }.settings
  }

  private func weights(_ texts: [String], _ yaml: String, threads: Int = 2) throws -> TermWeights {
    try TermWeights(fittedTo: texts, settings(yaml), threads: threads)
  }

  private let texts = [
    "el sol y la luna", "la luna y el mar", "der Mond und die Sonne", "die Sonne und das Meer",
    "the moon and the sun", "the sea and the sun", "चाँद और सूरज", "সূর্য আর চাঁদ",
  ]

  @Test func `Vocabulary, weights and vectors are scikit-learn's`() throws {
    let file = try HDF5File(reading: fixture("text/terms.h5"))
    let training = try file.texts("training")
    let others = try file.texts("others")
    for (name, yaml) in [
      ("characters", "{characters: [1, 3], components: 0}"),
      ("words", "{characters: [], words: [1, 2], sublinear: false, min_songs: 1, components: 0}"),
    ] {
      let fitted = try weights(training, yaml)
      #expect(fitted.terms == (try file.texts("\(name)/terms")))
      expectClose(
        fitted.weights, try file.read("\(name)/weights") as [Float], relative: 1e-6, "weights")
      for (texts, which) in [(training, "training"), (others, "others")] {
        expectClose(
          fitted.vectors(of: texts, threads: 1).elements,
          try file.read("\(name)/\(which)") as [Float], absolute: 1e-6, "\(name) of \(which)")
      }
    }
  }

  @Test func `Components are those of scikit-learn's truncated decomposition, but for their sign`()
    throws
  {
    let file = try HDF5File(reading: fixture("text/terms.h5"))
    let fitted = try weights(
      try file.texts("training"), "{characters: [1, 3], components: 4, normalize: false}")
    let vectors = fitted.vectors(of: try file.texts("others"), threads: 2)
    let expected: [Float] = try file.read("characters/components")
    for component in 0..<4 {
      let column = (0..<vectors.rows).map { vectors[$0, component] }
      let reference = (0..<vectors.rows).map { expected[$0 * 4 + component] }
      let sign: Float = zip(column, reference).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1 : 1
      expectClose(column.map { $0 * sign }, reference, absolute: 1e-5, "component \(component)")
    }
  }

  @Test(arguments: [
    "{components: 0}", "{components: 3}", "{index: hashing, terms: 64, components: 0}",
    "{index: hashing, terms: 512, components: 3}", "{words: [1, 2], components: 3}",
  ])
  func `Vectors have the length 1, whatever the number of threads`(yaml: String) throws {
    // Each of them shares terms with another.
    let texts = Array(texts.prefix(6))
    let one = try weights(texts, yaml, threads: 1)
    let two = try weights(texts, yaml, threads: 2)
    #expect(one == two)
    let vectors = one.vectors(of: texts, threads: 1)
    #expect(vectors == one.vectors(of: texts, threads: 2))
    #expect(vectors.columns == one.columnNames.count && vectors.columns == one.columns)
    for row in 0..<vectors.rows {
      let length = vectors.row(row).reduce(0) { $0 + Double($1) * Double($1) }
      #expect(abs(length - 1) < 1e-5)
    }
  }

  @Test func `Texts in other words than any for training have no vector, and change nothing`()
    throws
  {
    let fitted = try weights(texts, "{components: 3}")
    let alone = fitted.vectors(of: Array(texts[0..<1]), threads: 1)
    let together = fitted.vectors(of: [texts[0], "Ωμέγα", ""], threads: 2)
    #expect(together.row(0) == alone.row(0))
    #expect(together.row(1) == [0, 0, 0] && together.row(2) == [0, 0, 0])
  }

  @Test func `Order of texts and case change no vector`() throws {
    let fitted = try weights(texts, "{components: 0}")
    let reversed = try weights(texts.reversed(), "{components: 0}")
    #expect(fitted == reversed)
    #expect(
      fitted.vectors(of: ["LA LUNA"], threads: 1) == fitted.vectors(of: ["la luna"], threads: 1))
  }

  @Test func `What was fitted is taken back, or refused where it does not fit`() throws {
    let fitted = try weights(texts, "{components: 3}")
    let again = try TermWeights(
      fitted.settings, terms: fitted.terms, weights: fitted.weights, directions: fitted.directions)
    #expect(again == fitted)
    #expect(throws: TextError.self) {
      try TermWeights(
        fitted.settings, terms: fitted.terms, weights: [1], directions: fitted.directions)
    }
    #expect(throws: TextError.self) {
      try TermWeights(
        fitted.settings, terms: fitted.terms, weights: fitted.weights, directions: nil)
    }
  }

  @Test(arguments: [
    ("{characters: []}", "nothing to count"), ("{characters: [3, 1]}", "shortest"),
    ("{characters: [2]}", "shortest"), ("{terms: 100000, components: 0}", "components"),
  ])
  func `Settings that say nothing are refused`(yaml: String, word: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try settings(yaml) }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test func `Texts without a common term are refused`() throws {
    let error = #expect(throws: TextError.self) { try weights(["ab", "cd"], "") }
    #expect(error?.description.contains("2 of 2 texts") == true)
    #expect(throws: TextError.self) { try weights(["…"], "{index: hashing}") }
  }
}
