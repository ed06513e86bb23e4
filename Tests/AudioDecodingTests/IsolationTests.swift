import AudioDecoding
import Foundation
import TestSupport
import Testing

@Suite("Decoding in a process of its own") struct IsolationTests {
  /// Runs a shell script, to which no signal is ignored, in place of the program that decodes.
  private func report(_ script: String, timeout: Double = 10) throws -> SongReport {
    try withTemporaryDirectory { folder in
      let decoder = try IsolatedDecoder(
        executable: "/usr/bin/env", arguments: ["--default-signal", "/bin/sh", "-c", script],
        folder: folder.appending(path: "spools").path, timeout: timeout)
      defer { decoder.finish() }
      return try decoder.decode("/song.mp3").report
    }
  }

  @Test func `What the process reports is passed on`() throws {
    let script = #"read -r task; echo '{"refused":{"_0":"is empty"}}'"#
    #expect(try report(script) == .refused("is empty"))
  }

  @Test(arguments: [
    ("SEGV", "the decoder crashed (signal 11)"),
    ("KILL", "the decoder was killed (signal 9), perhaps for want of memory"),
    ("XCPU", "decoding took more than 10 s of processor time"),
  ])
  func `What kills the process is the song's fault, in words`(
    signal: String, reason: String
  ) throws {
    #expect(try report("kill -\(signal) $$") == .refused(reason))
  }

  @Test func `A hang ends at the time-out`() throws {
    #expect(
      try report("exec sleep 60", timeout: 0.5) == .refused("decoding took longer than 0.5 s"))
  }

  @Test(arguments: ["exit 74", "echo nonsense"])
  func `A process that fails otherwise fails the stage`(script: String) {
    #expect(throws: DecodingFailure.self) { try report(script) }
  }

  @Test func `What a killed run left is removed, and the folder at the end`() throws {
    try withTemporaryDirectory { folder in
      let spools = folder.appending(path: "000.h5.partial.d")
      try FileManager.default.createDirectory(at: spools, withIntermediateDirectories: true)
      try Data().write(to: spools.appending(path: "3.f32"))
      let decoder = try IsolatedDecoder(
        executable: "/bin/true", arguments: [], folder: spools.path, timeout: 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: spools.path).isEmpty)
      decoder.finish()
      #expect(!FileManager.default.fileExists(atPath: spools.path))
    }
  }

  @Test func `A spool gives back what was written`() throws {
    try withTemporaryDirectory { folder in
      let spool = Spool(path: folder.appending(path: "a.f32").path)
      let samples = (0..<100_000).map { Float($0).squareRoot() }
      try spool.write { append in
        try append(samples.span.extracting(0..<1))
        try append(samples.span.extracting(1..<samples.count))
      }
      var read: [Float] = []
      try spool.read(count: samples.count) { block in
        for i in block.indices { read.append(block[i]) }
      }
      #expect(read == samples)
      #expect(throws: SpoolError.self) { try spool.read(count: samples.count + 1) { _ in } }

      // A shorter song takes its place.
      try spool.write { append in try append(samples.span.extracting(5..<8)) }
      read = []
      try spool.read(count: 3) { block in for i in block.indices { read.append(block[i]) } }
      #expect(read == Array(samples[5..<8]))
    }
  }
}
