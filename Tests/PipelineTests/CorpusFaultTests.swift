import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("Hostile corpora", .enabled(if: SmallExperiment.programsAreBuilt))
struct CorpusFaultTests {
  @Test func `Hostile names and files cost themselves, through to the report`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let place = folder.appending(path: "corpus/Hindi/pop")
      func path(_ name: String) -> String {
        place.appending(path: name).path(percentEncoded: false)
      }
      let song = try Data(contentsOf: place.appending(path: "song 101.wav"))
      let turned = "turned \u{202e}gnos"
      for name in [
        turned, "tab\there", "new\nline", String(repeating: "n", count: 251), "SONG 101",
      ] {
        try song.write(to: place.appending(path: name + ".wav"))
      }
      // A name that is not UTF-8.
      let foreign = Array(path("foreign ").utf8CString.dropLast()) + [-1] + ".wav".utf8CString
      #expect(unsafe open(foreign, O_CREAT | O_WRONLY, 0o600) >= 0)
      #expect(unsafe mkfifo(path("pipe.wav"), 0o600) == 0)
      for (link, target) in [
        ("zero.wav", "/dev/zero"), ("self.wav", "self.wav"), ("gone.wav", "/nowhere"),
        ("loop", ".."),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: path(link), withDestinationPath: target)
      }
      let outcome = try experiment.make("report", within: 120)
      #expect(outcome.status == 0, "\(outcome)")
      #expect(try experiment.make("-q", "report").status == 0)
      #expect(try experiment.make("audit").status == 0)
      let split = try SplitArtifact(reading: experiment.path("data/small/split.h5"))
      #expect(split.songIDs.contains("Hindi/pop/\(turned)"))
      #expect(!split.songIDs.contains { $0.contains("tab") || $0.contains("line") })
      #expect(
        !(outcome.output + outcome.errors).unicodeScalars.contains {
          ($0.value < 32 && $0 != "\n" && $0 != "\t") || (0x202a...0x202e).contains($0.value)
        }, "\(outcome)")
      let unpaired = try String(
        contentsOfFile: experiment.path("data/small/unpaired.csv"), encoding: .utf8)
      for name in [
        "tab", "new\nline", "nnnnn", "song 101", "pipe.wav", "zero.wav", "self.wav", "loop",
        "foreign",
      ] {
        #expect(unpaired.contains(name), "\(name): \(unpaired)")
      }
    }
  }

  private func scan(_ rows: String, _ experiment: SmallExperiment) throws -> SmallExperiment.Outcome
  {
    try Data(("path,song_id,title\n" + rows).utf8).write(
      to: URL(filePath: experiment.path("rows.csv")))
    try experiment.write("{catalogue: ./rows.csv, tags: false}", to: "rows.yaml")
    return try experiment.program(
      "ingest",
      [
        "scan", "--configuration", "rows.yaml", "--corpus", "corpus", "--output", "songs.csv",
        "--shards-folder", "songs",
      ])
  }

  @Test(arguments: [
    "../outside.wav,a,t", "/etc/passwd,a,t", "Hindi/../../x.wav,a,t", "Hindi/pop/\0.wav,a,t",
    "\"Hindi/pop/song 101.wav,a,t",
  ])
  func `A catalogue that leaves the corpus, or is no table, is refused with the line`(
    row: String
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let outcome = try scan("Hindi/pop/song 102.wav,b,t\n\(row)\n", experiment)
      #expect(outcome.status == 65 && outcome.errors.contains("rows.csv:3:"), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: experiment.path("songs.csv")))
    }
  }

  @Test func `Rows of 10,000 characters cost themselves only`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let long = String(repeating: "long ", count: 2000)
      let outcome = try scan(
        """
        Hindi/pop/song 101.wav,first,\(long)
        Hindi/pop/song 102.wav,\(long),t
        \(long).wav,second,t
        Hindi/pop/song 103.wav,FIRST,t
        """, experiment)
      #expect(outcome.status == 0, "\(outcome)")
      let songs = try String(contentsOfFile: experiment.path("songs.csv"), encoding: .utf8)
      #expect(songs.split(separator: "\n").count == 2 && songs.contains(long.dropLast()))
      #expect(outcome.errors.count < 2000)
    }
  }

  /// A million rows: no fingerprints, which alone would be eight times the memory allowed.
  @Test func `A catalogue of a million songs is scanned and split in a minute and 2 GB`() throws {
    try withTemporaryDirectory { folder in
      let experiment = SmallExperiment(of: "million", in: folder)
      let count = Faults.count(3000, of: 1_000_000)
      let manager = FileManager.default
      var rows = "path,song_id,title,artist,album,language,genre\n"
      for number in 0..<count {
        let place = "corpus/\(number / 1000)"
        if number % 1000 == 0 {
          try manager.createDirectory(
            atPath: experiment.path(place), withIntermediateDirectories: true)
        }
        let file = unsafe open(experiment.path("\(place)/\(number).mp3"), O_CREAT | O_WRONLY, 0o600)
        #expect(file >= 0)
        close(file)
        rows += "\(number / 1000)/\(number).mp3,song_\(number),Title of song \(number),"
        rows += "Artist \(number / 8),Album \(number / 12),"
        rows += "language \(number % 7),genre \(number % 11)\n"
      }
      try experiment.write(rows, to: "rows.csv")
      try experiment.write(
        "{catalogue: ./rows.csv, labels: [language, genre], tags: false}", to: "rows.yaml")
      let scan = try experiment.cost(
        of: "ingest",
        [
          "scan", "--configuration", "rows.yaml", "--corpus", "corpus", "--output", "songs.csv",
          "--shards-folder", "songs",
        ])
      #expect(scan.status == 0, "\(scan.errors)")

      let perShard = 25_000
      let shards = stride(from: 0, to: count, by: perShard).map { start in
        (
          path: experiment.path("audio/\(start / perShard).h5"),
          start..<min(count, start + perShard)
        )
      }
      for (path, songs) in shards { try write(songs, to: path) }
      try experiment.write("stratify: [language, genre]\ngroup_by: [artist]", to: "split.yaml")
      let split = try experiment.cost(
        of: "split",
        ["make", "--configuration", "split.yaml", "--output", "split.h5"] + shards.map(\.path))
      #expect(split.status == 0, "\(split.errors)")
      let made = try SplitArtifact(reading: experiment.path("split.h5"))
      #expect(made.songIDs.count == count)
      Faults.tell(
        "\(count) songs: scan \(scan.seconds) s, \(scan.peak) MiB; split \(split.seconds) s, "
          + "\(split.peak) MiB")
      if Faults.areMany {
        #expect(scan.seconds + split.seconds < 60)
        #expect(max(scan.peak, split.peak) < 2048)
      }
    }
  }

  /// Writes a shard of songs without sound.
  private func write(_ numbers: Range<Int>, to path: String) throws {
    let provenance = try Provenance(of: path, configuration: "", inputs: [])
    try AudioArtifact.write(to: path, provenance, sampleRate: 22050) { writer in
      for _ in numbers { try writer.endSong(fingerprint: []) }
      let digits = String(repeating: "0", count: 57)
      let table = Table([
        .init("song_id", numbers.map { "song_\($0)" }),
        .init("path", numbers.map { "\($0 / 1000)/\($0).mp3" }),
        .init("title", numbers.map { "Title of song \($0)" }),
        .init("artist", numbers.map { "Artist \($0 / 8)" }),
        .init("album", numbers.map { "Album \($0 / 12)" }),
        .init("lyrics", numbers.map { _ in "" }),
        .init("language", numbers.map { "language \($0 % 7)" }),
        .init("genre", numbers.map { "genre \($0 % 11)" }),
        .init("duration", numbers.map { _ in 180.0 }),
        .init("audio_sha256", numbers.map { digits + String(1_000_000 + $0) }),
      ])
      return (try Songs(table, labels: ["language", "genre"]), [])
    }
  }

  @Test func `Memory does not grow with the number of songs`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let (few, many) = (Faults.count(8, of: 100), Faults.count(32, of: 1000))
      let song = try Data(contentsOf: folder.appending(path: "corpus/Hindi/pop/song 101.wav"))
      try experiment.write("decoding: {min_duration: 1}", to: "many.yaml")
      func peak(_ count: Int) throws -> Double {
        let corpus = "corpus of \(count)"
        try FileManager.default.createDirectory(
          atPath: experiment.path(corpus), withIntermediateDirectories: true)
        for number in 0..<count {
          try song.write(to: URL(filePath: experiment.path("\(corpus)/\(number).wav")))
        }
        let scan = try experiment.program(
          "ingest",
          [
            "scan", "--configuration", "many.yaml", "--corpus", corpus, "--output", "songs.csv",
            "--shards-folder", "songs", "--shards", "1",
          ], within: 600)
        #expect(scan.status == 0, "\(scan.errors)")
        let decode = try experiment.cost(
          of: "ingest",
          [
            "decode", "--configuration", "decoding.yaml", "--corpus", corpus, "--songs",
            "songs/000.csv", "--output", "audio.h5", "--threads", "2",
          ])
        let extract = try experiment.cost(
          of: "featurize",
          [
            "extract", "--configuration", "experiment/features/mfcc.yaml", "--audio", "audio.h5",
            "--output", "mfcc.h5", "--threads", "2",
          ])
        #expect(decode.status == 0 && extract.status == 0, "\(decode.errors)\(extract.errors)")
        Faults.tell(
          "\(count) songs of 8 s: decode \(Int(decode.peak)) MiB, extract \(Int(extract.peak)) MiB")
        return max(decode.peak, extract.peak)
      }
      let (small, large) = (try peak(few), try peak(many))
      #expect(large < small + 16, "\(large) MiB for \(many) songs, \(small) MiB for \(few)")
    }
  }
}
