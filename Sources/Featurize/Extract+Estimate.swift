import Artifacts
import Parallelism
import StageKit

extension Extract {
  /// Computes some clips of every set, and foresees the rest by their number.
  func estimate() throws {
    var (seconds, bytes, count) = (0.0, 0, 0)
    for group in sharing(try sets()) {
      let artifact = try AudioArtifact(reading: audio)
      let clips = group[0].clips(of: artifact)
      count += clips.count
      for set in group { bytes += 4 * clips.count * set.axes.map(\.count).reduce(1, *) }
      let planned = group.compactMap(\.planned)
      // External vectors are copied, at the speed of files.
      guard !planned.isEmpty else { continue }
      let threads = options.threadCount
      let sample = parts(of: 0..<min(clips.count, 2 * clipsPerBlock * threads), size: clipsPerBlock)
      let source = ClipSource(consume artifact, planned)
      var trial = Trial()
      try trial.measure(size: Double(sample.last?.upperBound ?? 0)) {
        _ = try concurrentMap(count: sample.count, threads: threads) { index in
          try source.features(of: clips[sample[index]]) {}.count
        }
      }
      seconds += trial.seconds(size: Double(clips.count))
    }
    print(
      """
      clips           \(count)
      memory          \(MemorySize(bytes: MemorySize.peak.bytes + 1_000 * count).description)
      output          \(MemorySize(bytes: bytes).description)
      the shard       \(duration(seconds))
      """)
  }
}
