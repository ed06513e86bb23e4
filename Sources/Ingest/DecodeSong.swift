import ArgumentParser
import AudioDecoding
import Foundation

/// Decodes one song within limits; `decode` starts one process of it per song.
struct DecodeSong: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "decode-song", shouldDisplay: false)

  @Option var settings: String
  @Argument var spool: String
  @Argument var path: String

  /// The command line but for the spool and the song.
  static func arguments(_ settings: DecodingSettings) throws -> [String] {
    let json = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
    return ["decode-song", "--settings", json]
  }

  func run() throws {
    let settings = try JSONDecoder().decode(DecodingSettings.self, from: Data(settings.utf8))
    limitThisProcess(for: settings)
    let report = try report(decoding: path, settings, into: Spool(path: spool))
    try FileHandle.standardOutput.write(contentsOf: Data(report.json().utf8))
  }
}
