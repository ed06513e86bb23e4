import AudioDecoding
import AudioFeatures
import Configuration
import Dispatch
import Foundation
import Parallelism
import Resampling
import SoundFile

/// Measures what the libraries do for ingest and featurize, without the commands around it: the work
/// that librosa's functions do.
@main struct LibraryBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 3, let threads = arguments.last.flatMap({ Int($0) }) else {
      print("usage: LibraryBenchmark (decode | log-mel) FOLDER THREADS")
      exit(64)
    }
    let folder = CommandLine.arguments[2]
    let paths = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      "\(folder)/\($0)"
    }
    switch arguments.first {
    case "decode": try measureDecoding(paths, threads: threads)
    default: try measureLogMel(paths, threads: threads)
    }
  }

  /// Decodes, mixes down and resamples files to 22,050 Hz, and prints what that took, in s. Each
  /// signal is gathered in memory and thrown away. Before the clock starts, each thread has decoded a
  /// file.
  private static func measureDecoding(_ paths: [String], threads: Int) throws {
    _ = try decode(Array(paths.prefix(threads)), threads: threads)
    let cost = try measure { _ = try decode(paths, threads: threads) }
    print(cost.wall, cost.processor)
  }

  /// Cuts decoded files into clips of 30 s and prints what their log-mel spectrograms take, in s
  /// a clip: 128 bands, frames of 2048 samples, 512 apart, in decibels. Before the clock starts, each
  /// thread has computed one.
  private static func measureLogMel(_ paths: [String], threads: Int) throws {
    let yaml = "{kind: log-mel, window: 30, hop: 30, standardize: false}"
    let settings = try configuration(parsing: yaml, name: "log-mel") { try FeatureSettings($0) }
      .settings
    let length = 30 * 22050
    let clips = try decode(paths, threads: threads).flatMap { song in
      stride(from: 0, through: song.count - length, by: length).map { start in
        Array(song[start..<(start + length)])
      }
    }
    func compute(_ clips: [[Float]]) throws {
      let share = (clips.count + threads - 1) / threads
      _ = try concurrentMap(count: threads, threads: threads) { worker in
        var extractor = try FeatureExtractor(settings, sampleRate: 22050)
        for clip in clips.dropFirst(worker * share).prefix(share) {
          _ = try extractor.features(of: clip.span)
        }
      }
    }
    try compute(Array(clips.prefix(threads)))
    let cost = try measure { try compute(clips) }
    print(cost.wall / Double(clips.count), cost.processor / Double(clips.count))
  }

  /// The signals of files.
  private static func decode(_ paths: [String], threads: Int) throws -> [[Float]] {
    try concurrentMap(count: paths.count, threads: threads) { index in
      let settings = DecodingSettings()
      let song = try SongDecoder(opening: paths[index], settings)
      var signal: [Float] = []
      signal.reserveCapacity(
        resampledCount(
          song.properties.declaredFrames ?? 0, from: song.properties.sampleRate,
          to: settings.sampleRate))
      _ = try song.decode(frames: { _ in }) { block in
        unsafe block.withUnsafeBufferPointer { unsafe signal.append(contentsOf: $0) }
      }
      return signal
    }
  }

  /// Time by the clock and of all processors, in s.
  private static func measure(
    _ body: () throws -> Void
  ) rethrows -> (wall: Double, processor: Double) {
    let (start, used) = (DispatchTime.now().uptimeNanoseconds, clock())
    try body()
    return (
      Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9,
      Double(clock() - used) / Double(CLOCKS_PER_SEC)
    )
  }
}
