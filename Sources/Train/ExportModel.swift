public import ArgumentParser
import Artifacts
import Autoencoders
import Foundation
public import ModelExport
import NeuralNetwork
import StageKit

/// Writes a network for other programs.
struct ExportModel: Stage {
  /// What other programs read.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case safetensors
    case onnx
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a fitted network for other programs: weights alone, or what it computes.",
    discussion: """
      safetensors holds the encoder's weights; onnx what the network computes, from raw features, \
      standardisation included, to latents and reconstructed features.
      """)

  @Option(help: ArgumentHelp("The model, from fit.", valueName: "file"))
  var model: String
  @Option(help: "What to write.")
  var format: Format
  @Option(help: "Which part of the network onnx holds.")
  var part = NetworkExport.Part.model
  @Option(help: ArgumentHelp("Where to write it.", valueName: "file"))
  var output: String
  @OptionGroup var options: StageOptions

  func validate() throws {
    if format == .safetensors, part == .decoder {
      throw ValidationError("--format safetensors holds the encoder's weights, no other part's.")
    }
  }

  func perform() throws {
    try requireIntact(model)
    let trained = try TrainedModel(reading: model)
    guard case .network(let architecture, _, _) = trained.settings.model else {
      throw StageFailure(
        .usage, "\(model) is of the kind \(trained.artifact.kind), which is no network")
    }
    guard
      format == .safetensors
        || (architecture.fusion?.gate ?? FusionSettings.Gate.none) == FusionSettings.Gate.none
    else {
      throw StageFailure(
        .usage, "\(model) has a gate between its two sets, which is not written as onnx")
    }
    let (network, statistics) = try trained.network(architecture)
    let export = NetworkExport(
      network, shape: trained.features.shape, parameters: trained.artifact.parameters,
      statistics: statistics, standardization: try trained.standardization(),
      second: try trained.second.map {
        NetworkExport.Second(
          tokens: $0.windows, shape: $0.windowShape,
          standardization: try trained.secondStandardization())
      })
    let classes = try architecture.condition.map { try trained.classes(of: $0.label) }
    let metadata =
      [
        ("kind", trained.artifact.kind),
        ("configuration", trained.artifact.provenance.configuration),
        ("features", trained.features.configuration),
      ] + (classes.map { [("classes", $0.joined(separator: "\n"))] } ?? [])
    try writeFile(try file(export, metadata), to: output)
    options.console.say("\(output): \(network.layout.parameterCount) parameters of \(model)")
  }

  private func file(
    _ export: NetworkExport, _ metadata: [(name: String, text: String)]
  ) throws -> Data {
    switch format {
    case .safetensors:
      return try safetensors(
        export.encoderTensors, metadata: Dictionary(uniqueKeysWithValues: metadata))
    case .onnx:
      let program = Provenance.program.split(separator: " ").map(String.init)
      guard
        let file = try export.onnx(
          part, producer: (program[0], program.dropFirst().joined()), metadata: metadata)
      else {
        throw StageFailure(
          .failed,
          "\(model) has more than the 2 GiB that ONNX can hold: take --part encoder, or safetensors"
        )
      }
      return file
    }
  }
}

extension NetworkExport.Part: ExpressibleByArgument {}
