import DataSplit
import HDF5
import Randomness
import TestSupport
import Testing

/// Random values, as unlike each other as two songs can be.
private func recording(_ count: Int, _ name: String) -> [UInt32] {
  var generator = Generator(seed: 7, stream: name)
  return (0..<count).map { _ in UInt32(truncatingIfNeeded: generator.next()) }
}

/// The same values with every bit flipped with probability `rate`.
private func noisy(_ values: [UInt32], rate: Double) -> [UInt32] {
  var generator = Generator(seed: 8, stream: "noise")
  return values.map { value in
    (0..<32).reduce(value) { generator.uniform() < rate ? $0 ^ (1 << $1) : $0 }
  }
}

private func pairs(_ fingerprints: [[UInt32]]) -> [[Int]] {
  nearDuplicates(among: fingerprints, criterion: FingerprintCriterion()).map { [$0.a, $0.b] }
}

@Suite("Near-duplicate search")
struct FingerprintTests {
  let silence = [UInt32](repeating: 627_964_279, count: 500)

  @Test(arguments: [0, 0.01, 0.05, 0.1])
  func `A copy with bit noise is found and scored`(rate: Double) throws {
    let song = recording(600, "a")
    let found = nearDuplicates(
      among: [song, recording(600, "b"), noisy(song, rate: rate)],
      criterion: FingerprintCriterion())
    #expect(found.map { [$0.a, $0.b] } == [[0, 2]])
    #expect(abs(try #require(found.first).bitErrorRate - rate) < 0.01)
  }

  @Test(arguments: [0, 1, 13, 200, 480])
  func `An excerpt of 15 seconds is found wherever it lies`(start: Int) {
    let song = recording(600, "a")
    let excerpt = noisy(Array(song[start..<(start + 100)]), rate: 0.05)
    #expect(pairs([song, excerpt]) == [[0, 1]])
    #expect(pairs([excerpt, song]) == [[0, 1]])
  }

  @Test func `Leading silence does not hide a copy`() {
    let song = recording(600, "a")
    #expect(pairs([song, silence.prefix(90) + noisy(song, rate: 0.03)]) == [[0, 1]])
  }

  @Test func `Unrelated songs do not match`() {
    #expect(pairs((0..<40).map { recording(400, "song \($0)") }).isEmpty)
  }

  @Test func `A copy noisier than the threshold is another recording`() {
    let song = recording(600, "a")
    #expect(pairs([song, noisy(Array(song[100..<400]), rate: 0.25)]).isEmpty)
    #expect(pairs([song, noisy(song, rate: 0.42)]).isEmpty)
    let lenient = FingerprintCriterion(largestBitErrorRate: 0.3)
    #expect(nearDuplicates(among: [song, noisy(song, rate: 0.12)], criterion: lenient).count == 1)
  }

  @Test func `Silence matches nothing, not even silence`() {
    #expect(pairs([silence, silence, [UInt32](repeating: 0, count: 400)]).isEmpty)
    let quietStart = Array(silence.prefix(400))
    #expect(
      pairs([silence, quietStart + recording(300, "a"), quietStart + recording(300, "b")]).isEmpty)
  }

  @Test func `What is too short is no evidence`() {
    let song = recording(600, "a")
    #expect(pairs([song, Array(song[100..<180]), [], [1]]).isEmpty)
  }

  @Test func `A short common stretch of two long songs is no match`() {
    let shared = recording(150, "shared")
    #expect(pairs([recording(450, "a") + shared, shared + recording(450, "b")]).isEmpty)
  }

  @Test func `A loop heard in both songs does not hang the search`() {
    let loop = recording(16, "loop")
    let looped = (0..<50).flatMap { _ in loop }
    #expect(pairs([looped, recording(800, "b"), noisy(looped, rate: 0.02)]) == [[0, 2]])
  }

  @Test func `Threads do not change what is found`() {
    var songs = (0..<60).map { recording(400, "song \($0)") }
    songs[40] = noisy(songs[17], rate: 0.04)
    let criterion = FingerprintCriterion()
    let found = nearDuplicates(among: songs, criterion: criterion, threads: 1)
    #expect(found.map { [$0.a, $0.b] } == [[17, 40]])
    #expect(nearDuplicates(among: songs, criterion: criterion, threads: 3) == found)
  }
}

@Suite("Near-duplicate search among altered copies of songs")
struct AlteredCopyTests {
  let names: [String]
  let copies: [String]
  let fingerprints: [[UInt32]]

  init() throws {
    let file = try HDF5File(reading: fixture("duplicates/fingerprints.h5"))
    names = try file.texts("song")
    copies = try file.texts("copy")
    let values: [UInt32] = try file.read("values")
    let ends: [Int64] = try file.read("end")
    var start = 0
    fingerprints = ends.map { end in
      defer { start = Int(end) }
      return Array(values[start..<Int(end)])
    }
  }

  /// 24 composed songs with seven copies each, and ten real songs: copies are paired with their
  /// originals, and songs with nothing else.
  @Test func `Recall is at least 98 %, precision at least 99 %`() {
    let found = nearDuplicates(
      among: fingerprints, criterion: FingerprintCriterion(), threads: 2)
    let rightOnes = found.filter { names[$0.a] == names[$0.b] }
    let wrong = found.filter { names[$0.a] != names[$0.b] }.map {
      "\(names[$0.a]) \(copies[$0.a]) ~ \(names[$0.b]) \(copies[$0.b]) \($0.bitErrorRate)"
    }
    #expect(Double(rightOnes.count) >= 0.99 * Double(found.count), "\(wrong)")
    let originals = names.indices.filter { copies[$0].isEmpty }
    let paired = Set(rightOnes.map { [$0.a, $0.b] })
    let altered = names.indices.filter { !copies[$0].isEmpty }
    let missed = altered.filter { copy in
      !originals.contains { names[$0] == names[copy] && paired.contains([$0, copy].sorted()) }
    }
    #expect(altered.count == 168)
    #expect(
      Double(missed.count) <= 0.02 * Double(altered.count),
      "\(missed.map { "\(names[$0]) \(copies[$0])" })")
  }

  @Test func `Originals, composed and real, are all different`() {
    let originals = names.indices.filter { copies[$0].isEmpty }.map { fingerprints[$0] }
    #expect(originals.count == 34)
    #expect(nearDuplicates(among: originals, criterion: FingerprintCriterion()).isEmpty)
  }
}

@Suite("Same lyrics")
struct LyricsTests {
  /// Words that no other text has.
  private func verse(_ name: String, words: Int) -> String {
    (0..<words).map { "\(name)\($0)" }.joined(separator: " ")
  }

  private func links(_ lyrics: [String]) -> [Link] {
    LeakGroups(
      of: lyrics.enumerated().map { SplitSong(id: "\($0.offset)", lyrics: $0.element) },
      criteria: LeakCriteria()
    ).links
  }

  @Test func `Case, punctuation and a changed verse do not hide them, in any script`() {
    let text = verse("কথা", words: 200)
    let changed = text.replacing(" ", with: "\n").uppercased() + ", " + verse("other", words: 20)
    let found = links([text, verse("गीत", words: 200), changed])
    #expect(found.map { [$0.a, $0.b] } == [[0, 2]])
    #expect(found.first?.reason == .lyrics)
    // 197 shingles against 217.
    #expect(abs((found.first?.score ?? 0) - 197.0 / 217) < 1e-12)
  }

  @Test func `A shared refrain or a short text is no evidence`() {
    let refrain = verse("la", words: 60)
    #expect(
      links([
        refrain + " " + verse("a", words: 100), refrain + " " + verse("b", words: 100), "la la la",
        "la la la", "", "",
      ]).isEmpty)
  }
}

@Suite("Leak groups")
struct LeakGroupTests {
  @Test func `Evidence of several kinds joins, and every link is kept`() {
    let audio = recording(400, "a")
    var songs = (0..<6).map {
      SplitSong(
        id: "\($0)", audioDigest: "digest \($0)", fingerprint: recording(400, "song \($0)"),
        columns: ["artist": ""])
    }
    songs[0].fingerprint = audio
    songs[3].fingerprint = noisy(audio, rate: 0.05)
    songs[4].audioDigest = songs[3].audioDigest
    songs[4].fingerprint = songs[3].fingerprint
    songs[4].columns["artist"] = "Umm  Kulthum"
    songs[5].columns["artist"] = "umm kulthum "
    songs[1].columns["title"] = "Ya Leil (Live)"
    songs[1].columns["artist"] = "Fairuz feat. Ziad"
    songs[2].columns["title"] = "YÁ LEIL"
    songs[2].columns["artist"] = "fairuz"
    let groups = LeakGroups(of: songs, criteria: LeakCriteria(columns: ["artist"]))
    #expect(groups.members == [[0, 3, 4, 5], [1, 2]])
    #expect(
      groups.links.map { "\($0.a)-\($0.b) \($0.reason)" }
        == ["3-4 same audio", "0-3 fingerprint", "1-2 title and artist", "4-5 artist"])
    #expect(groups.links.allSatisfy { $0.score > 0.9 && $0.score <= 1 })
    let without = LeakGroups(
      of: songs, criteria: LeakCriteria(fingerprint: nil, title: false, lyrics: nil))
    #expect(without.members == [[0], [1], [2], [3, 4], [5]])
  }

  @Test func `Unknown audio and empty values bind nothing`() {
    let songs = (0..<5).map { SplitSong(id: "\($0)", columns: ["artist": " "]) }
    let groups = LeakGroups(of: songs, criteria: LeakCriteria(columns: ["artist", "album"]))
    #expect(groups.numbers == [0, 1, 2, 3, 4])
  }
}
