import AudioDecoding
import Foundation
import Testing

/// The folder with the FLAC decoder test files (IETF CELLAR) in flac/faulty and flac/uncommon.
private let folder = ProcessInfo.processInfo.environment["CANTUS_AUDIO"]

@Suite("FLAC decoder test files", .enabled(if: folder != nil)) struct FlacTestFilesTests {
  /// What makes each file that cannot be used unusable: words of the reason.
  private static let refused = [
    "faulty/04": "FLAC frame changed from 5 to 1 channels", "faulty/05": "declares a wrong length",
    "faulty/06": "is not audio that can be read", "faulty/08": "truncated",
    "faulty/11": "is not audio that can be read",
    "uncommon/01": "changes its sample rate on the way",
    "uncommon/02": "FLAC frame changed from 1 to 2 channels",
    "uncommon/03": "FLAC frame changed from 4 to 2 channels",
    "uncommon/05": "is not audio that can be read", "uncommon/07": "is not audio that can be read",
    "uncommon/10": "is not audio that can be read", "uncommon/11": "is not audio that can be read",
  ]

  @Test(arguments: ["faulty", "uncommon"])
  func `Each is decoded, or refused for what is wrong with it`(kind: String) throws {
    let root = "\(folder ?? "")/flac/\(kind)"
    let names = try FileManager.default.contentsOfDirectory(atPath: root)
      .filter { $0.hasSuffix(".flac") }
    #expect(names.count >= 10)
    var settings = DecodingSettings()
    settings.minimumDuration = 0
    for name in names {
      let expected = Self.refused["\(kind)/\(name.prefix(2))"]
      do {
        let song = try decode("\(root)/\(name)", settings) { _ in }
        #expect(expected == nil, "\(name) decoded to \(song.duration) s")
      } catch let refusal as DecodingRefusal {
        #expect(expected.map(refusal.description.contains) == true, "\(name) \(refusal)")
      }
    }
  }
}
