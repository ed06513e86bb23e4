import ArgumentParser
import AudioDecoding
import Foundation

/// Decodes song after song within limits; `decode` starts one process of it per thread.
struct DecodeSongs: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "decode-songs", shouldDisplay: false)

  @Option var settings: String

  /// The command line.
  static func arguments(_ settings: DecodingSettings) throws -> [String] {
    let json = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
    return ["decode-songs", "--settings", json]
  }

  func run() throws {
    try serveDecoding(
      JSONDecoder().decode(DecodingSettings.self, from: Data(settings.utf8)))
  }
}
