import Autoencoders
import Configuration
import Foundation
import NeuralNetwork
import Testing

@Suite("Models of the studies")
struct StudyModelTests {
  /// The parameters of an experiment's model, at the shape that its features have.
  private func parameters(_ model: String, shape: [Int], classes: Int = 0) throws -> Int {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "experiments/\(model).yaml")
    let settings = try configuration(reading: file.path(percentEncoded: false)) {
      try ModelSettings($0)
    }.settings
    guard case .network(let architecture, _, _) = settings.model else { return 0 }
    return try Autoencoder(shape: shape, classes: classes, architecture).layout.parameterCount
  }

  @Test(arguments: [
    ("basic-vae", 0, 5_488_032), ("conv-vae", 0, 64_458_049), ("beta-vae", 0, 64_458_049),
    ("cvae-language", 4, 69_701_057), ("cvae-genre", 3, 69_701_025), ("vade", 0, 10_940_751),
  ])
  func `Study A's have as many parameters as published`(
    name: String, classes: Int, expected: Int
  ) throws {
    let count = try parameters(
      "seven-vaes/models/mel/\(name)", shape: [128, 1292], classes: classes)
    #expect(count == expected)
  }

  @Test func `Those of the other studies have as many as their layers make`() throws {
    // 128–128–64–2·32, and back.
    #expect(try parameters("bangla-english/models/mfcc/basic-vae", shape: [128]) == 55_872)
    #expect(try parameters("bangla-english/models/audio/enhanced-vae", shape: [140]) == 167_052)
    #expect(try parameters("gtzan-banglabeats/models/mfcc/basic-vae", shape: [52]) == 33_236)
    for (name, classes, count) in [
      ("vae", 0, 2_968_872), ("cvae", 2, 3_188_040), ("beta-vae", 2, 3_188_040),
    ] {
      #expect(
        try parameters("language-segments/models/mfcc/\(name)", shape: [40, 430], classes: classes)
          == count)
    }
  }
}
