import AudioDecoding
import Configuration
import Corpus
import Foundation
import Parallelism
import StageKit

extension DecodeShard {
  /// Decodes a few songs, and foresees the rest by the size of their files.
  func estimate() throws {
    let settings = try settings.load().settings.settings
    let root = absolute(corpus, from: FileManager.default.currentDirectoryPath)
    try explaining {
      let songs = try Catalogue(reading: songs).songs
      let sizes = songs.map { song in
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(song.path)")
        return Double(attributes?[.size] as? Int ?? 0)
      }
      let threads = options.threadCount
      let count = min(songs.count, 4 * threads)
      let sample = (0..<count).map { $0 * songs.count / max(count, 1) }
      let size = sample.reduce(0) { $0 + sizes[$1] }
      let decoder = try decoder(settings)
      var trial = Trial()
      let samples = try trial.measure(size: size) {
        defer { decoder.finish() }
        return try concurrentMap(count: count, threads: threads) { index in
          let result = try decoder.decode("\(root)/\(songs[sample[index]].path)")
          defer { decoder.recycle(result.spool) }
          if case .decoded(let facts) = result.report { return facts.samples }
          return 0
        }.reduce(0, +)
      }
      let all = sizes.reduce(0, +)
      let share = size > 0 ? all / size : 0
      // The table of songs grows by about 10 KB a song.
      let memory = MemorySize(
        bytes: MemorySize.peak.bytes + threads * MemorySize.peakOfChildren.bytes
          + 10_000 * songs.count)
      print(
        """
        songs           \(songs.count), \(MemorySize(bytes: Int(all)).description) of files
        memory          \(memory.description) with \(counted(threads, "worker"))
        output          \(MemorySize(bytes: Int(4 * Double(samples) * share)).description)
        the shard       \(duration(trial.seconds(size: all)))
        """)
    }
  }
}
