import Configuration
import LinearAlgebra
import Testing
import TextFeatures

@Suite("Weights of metadata")
struct MetadataTests {
  private func settings(_ yaml: String) throws -> MetadataSettings {
    try configuration(parsing: yaml, name: "F.yaml") { try MetadataSettings($0) }.settings
  }

  private let training = [
    "title": ["Blue Moon", "Red Moon", "Blue Sea"], "artist": ["Ana", "Bo", "Ana"],
    "year": ["1990", "", "2000"], "tags": ["sad; slow", "fast", "sad"],
  ]

  @Test func `Values, tags and numbers are those of training songs`() throws {
    let settings = try settings(
      "{text: [], one_hot: {artist: 1}, tags: [tags], numbers: [year]}")
    let weights = try MetadataWeights(fittedTo: training, settings, threads: 1)
    #expect(
      weights.columnNames == ["artist_Ana", "tags_sad", "tags_fast", "tags_slow", "year"])
    let others = [
      "artist": ["Ana", "Cy"], "year": ["n/a", "2010"], "tags": ["slow, sad", ""],
    ]
    #expect(
      weights.vectors(of: others, threads: 2).elements
        == [1, 1, 0, 1, 1995, 0, 0, 0, 0, 2010])
  }

  @Test func `Words of title and artist are counted together`() throws {
    let weights = try MetadataWeights(
      fittedTo: training, settings("{components: 0, one_hot: {artist: 5}}"), threads: 2)
    #expect(
      weights.columnNames == [
        "=ana", "=blue", "=bo", "=moon", "=red", "=sea", "artist_Ana", "artist_Bo",
      ])
    let vectors = weights.vectors(of: training, threads: 1)
    #expect(vectors.row(1)[6...] == [0, 1] && vectors[0, 1] > 0 && vectors[1, 1] == 0)
    let again = try MetadataWeights(
      weights.settings, terms: weights.terms, values: weights.values, means: weights.means)
    #expect(again == weights)
  }

  @Test func `What says nothing is refused`() throws {
    #expect(throws: ConfigurationError.self) { try settings("text: []") }
    #expect(throws: ConfigurationError.self) { try settings("one_hot: {artist: 0}") }
    let error = #expect(throws: TextError.self) {
      try MetadataWeights(
        fittedTo: ["year": ["", "x"]], settings("{text: [], numbers: [year]}"), threads: 1)
    }
    #expect(error?.description.contains("year") == true)
  }
}

@Suite("Descriptors in words")
struct DescriptorWordsTests {
  @Test func `Thirds are those of the clips for training, tempo has its own bounds`() throws {
    // Percentiles 33 and 67 of 0 … 100 are 33 and 67.
    let clips = (0...100).map { [Float(100), Float($0), Float($0), Float($0)] }
    let words = DescriptorWords(fittedTo: clips)
    #expect(words.bounds == [90...130, 33...67, 33...67, 33...67])
    func sentence(_ clip: [Float]) -> String {
      DescriptorWords.sentences[words.sentence(of: clip)]
    }
    #expect(
      sentence([120, 70, 80, 99])
        == "Audio with medium tempo, high energy, bright sound, complex rhythm")
    #expect(
      sentence([89, 32, 33, 0])
        == "Audio with slow tempo, low energy, balanced sound, simple rhythm")
    #expect(
      sentence([131, 67, 32, 50])
        == "Audio with fast tempo, medium energy, dark sound, moderate rhythm")
  }

  @Test func `There are 81 sentences, and each is some clip's`() throws {
    #expect(Set(DescriptorWords.sentences).count == 81)
    let words = try DescriptorWords(bounds: [0, 1, 0, 1, 0, 1, 0, 1])
    var seen: Set<Int> = []
    for place in 0..<81 {
      let clip = [27, 9, 3, 1].map { Float([-1, 0.5, 2][place / $0 % 3]) }
      #expect(words.sentence(of: clip) == place)
      seen.insert(place)
    }
    #expect(seen.count == 81)
  }

  @Test func `Bounds of clips that are all alike part nothing, and wrong ones are refused`() throws
  {
    let words = DescriptorWords(fittedTo: [[100, 1, 1, 1]])
    #expect(words.sentence(of: [100, 1, 1, 1]) == 40)
    #expect(throws: TextError.self) { try DescriptorWords(bounds: [1, 2]) }
    #expect(throws: TextError.self) { try DescriptorWords(bounds: [2, 1, 0, 1, 0, 1, 0, 1]) }
  }
}
