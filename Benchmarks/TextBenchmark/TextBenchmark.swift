import Configuration
import Foundation
import TextFeatures

/// Times an encoder on texts that are read once, one a line: TextBenchmark FOLDER TEXTS THREADS REPEATS
/// OUTPUT. Prints seconds of each repeat and the largest size of the process in MiB, and writes vectors
/// as 32-bit floats.
@main struct TextBenchmark {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 5, let threads = Int(arguments[2]), let repeats = Int(arguments[3])
    else {
      print("TextBenchmark FOLDER TEXTS THREADS REPEATS OUTPUT")
      exit(64)
    }
    let settings = try configuration(
      parsing: "{folder: \"\(arguments[0])\", pooling: mean, normalize: true, tokens: 128}",
      name: "benchmark"
    ) { try EncoderSettings($0) }.settings
    let texts = try String(contentsOfFile: arguments[1], encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let encoder = try TextEncoder(settings, relativeTo: "")
    var seconds: [Double] = []
    var vectors: [Float] = []
    for _ in 0..<repeats {
      let start = ContinuousClock.now
      let results = encoder.vectors(of: texts, threads: threads)
      seconds.append((ContinuousClock.now - start) / .seconds(1))
      vectors = try results.flatMap { try $0.get() }
    }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let size = status.firstMatch(of: /VmHWM:\s*(\d+) kB/).flatMap { Int($0.output.1) } ?? 0
    try unsafe vectors.withUnsafeBytes {
      unsafe try Data($0).write(to: URL(filePath: arguments[4]))
    }
    let times = seconds.map { String(format: "%.4f", $0) }.joined(separator: ", ")
    print("{\"seconds\": [\(times)], \"mebibytes\": \(size / 1024)}")
  }
}
