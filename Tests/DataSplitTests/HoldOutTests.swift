import DataSplit
import Randomness
import Testing

@Suite("Hold-out split")
struct HoldOutTests {
  @Test func `The design of 12 × 15 songs gives 144, 18 and 18 with all margins balanced`() throws {
    for seed in 0..<200 {
      let split = try SongSplit(of: crossedDesign(), settings: crossedSettings(seed: seed))
      #expect(Part.allCases.map(split.size) == [144, 18, 18])
      for genre in genres {
        #expect(Part.allCases.map { split.count($0, ["genre": genre]) } == [48, 6, 6])
      }
      for language in languages {
        #expect(split.count(.train, ["language": language]) == 36)
        for part in [Part.validation, .test] {
          #expect(4...5 ~= split.count(part, ["language": language]))
        }
        for genre in genres {
          let cell = ["language": language, "genre": genre]
          #expect(split.count(.train, cell) == 12)
          #expect(1...2 ~= split.count(.validation, cell))
          #expect(1...2 ~= split.count(.test, cell))
        }
      }
    }
  }

  @Test func `The design stays exact with a pair of duplicates`() throws {
    for seed in 0..<50 {
      var songs = crossedDesign()
      songs[7].audioDigest = songs[100].audioDigest
      let split = try SongSplit(of: songs, settings: crossedSettings(seed: seed))
      #expect(Part.allCases.map(split.size) == [144, 18, 18])
      for genre in genres {
        #expect(Part.allCases.map { split.count($0, ["genre": genre]) } == [48, 6, 6])
      }
    }
  }

  @Test func `Every song is equally likely to be tested`() throws {
    let songs = crossedDesign()
    var tested = [Int](repeating: 0, count: songs.count)
    let seeds = 1000
    for seed in 0..<seeds {
      let split = try SongSplit(of: songs, settings: crossedSettings(seed: seed))
      for song in songs.indices where split.parts[song] == .test { tested[song] += 1 }
    }
    // Five standard deviations of a binomial count with p = 0.1.
    let deviation = (Double(seeds) * 0.1 * 0.9).squareRoot()
    for count in tested { #expect(abs(Double(count) - Double(seeds) * 0.1) < 5 * deviation) }
  }

  @Test(arguments: 0..<60)
  func `Groups stay whole and no part is empty, whatever the groups`(seed: Int) throws {
    var generator = Generator(seed: UInt64(seed), stream: "corpora")
    let count = 8 + generator.integer(below: 200)
    let songs = randomCorpus(
      songs: count, artists: 6 + generator.integer(below: 2 * count), using: &generator)
    var settings = crossedSettings(seed: seed)
    settings.criteria.columns = ["artist"]
    let split = try SongSplit(of: songs, settings: settings)
    var partOfArtist: [String: Part] = [:]
    for (song, part) in zip(split.songs, split.parts) {
      let artist = try #require(song.columns["artist"])
      #expect(partOfArtist[artist, default: part] == part, "\(artist) lies in two parts")
      partOfArtist[artist] = part
    }
    let largest = split.groups.members.map(\.count).max() ?? 0
    for (part, share) in [Part.train: 0.8, .validation: 0.1, .test: 0.1] {
      #expect(split.size(of: part) >= 1)
      let off = abs(Double(split.size(of: part)) - share * Double(count))
      #expect(off < Double(largest) + 1, "\(part) is \(off) songs off, groups are of ≤ \(largest)")
    }
  }

  @Test(arguments: 0..<20)
  func `Single songs are within one of proportion in the training part`(seed: Int) throws {
    var generator = Generator(seed: UInt64(seed), stream: "uneven")
    let songs = randomCorpus(songs: 150 + seed, artists: 1, using: &generator)
    let split = try SongSplit(of: songs, settings: crossedSettings(seed: seed))
    for label in ["language", "genre"] {
      for balance in split.balance(of: label) where balance.part == .train {
        #expect(abs(Double(balance.count) - balance.expected) < 1)
      }
      for balance in split.balance(of: label) where balance.part != .train {
        #expect(abs(Double(balance.count) - balance.expected) < 2)
      }
    }
  }

  @Test func `Three labels keep sizes exact and each value near its proportion`() throws {
    for seed in 0..<20 {
      var generator = Generator(seed: UInt64(seed))
      var songs = crossedDesign()
      for song in songs.indices {
        songs[song].columns["decade"] = ["1990", "2000", "2010"][generator.integer(below: 3)]
      }
      var settings = crossedSettings(seed: seed)
      settings.stratify.append("decade")
      let split = try SongSplit(of: songs, settings: settings)
      #expect(Part.allCases.map(split.size) == [144, 18, 18])
      for balance in settings.stratify.flatMap(split.balance) {
        #expect(abs(Double(balance.count) - balance.expected) < 3)
      }
    }
  }

  @Test func `The order of songs does not matter, the seed does`() throws {
    let songs = crossedDesign()
    var shuffled = songs
    var generator = Generator(seed: 1)
    generator.shuffle(&shuffled)
    let split = try SongSplit(of: songs, settings: crossedSettings())
    #expect(try SongSplit(of: shuffled, settings: crossedSettings()) == split)
    #expect(try SongSplit(of: songs, settings: crossedSettings(seed: 43)).parts != split.parts)
  }

  @Test func `Songs without a label are a stratum of their own`() throws {
    var songs = crossedDesign()
    for song in songs.indices where song % 3 == 0 { songs[song].columns["genre"] = "" }
    let split = try SongSplit(of: songs, settings: crossedSettings())
    let missing = split.balance(of: "genre").filter { $0.value.isEmpty }
    #expect(missing.map(\.count).reduce(0, +) == 60)
    for balance in missing { #expect(abs(Double(balance.count) - balance.expected) < 1.5) }
  }

  @Test(arguments: 3...14)
  func `A tiny corpus fills every part`(count: Int) throws {
    let songs = Array(crossedDesign().prefix(count))
    let split = try SongSplit(of: songs, settings: crossedSettings())
    for part in Part.allCases { #expect(split.size(of: part) >= 1) }
    #expect(split.size(of: .train) >= count - 2 - count / 5)
    #expect(Part.allCases.map(split.size).reduce(0, +) == count)
  }

  @Test func `A part without a share stays empty`() throws {
    var settings = SplitSettings()
    settings.division = .proportions([.train: 0.5, .validation: 0, .test: 0.5])
    let split = try SongSplit(of: crossedDesign(), settings: settings)
    #expect(Part.allCases.map(split.size) == [90, 0, 90])
  }

  @Test func `Of songs too few for all parts it advises only what networks take`() {
    for (count, advice) in [(2, "proportion of test to 0"), (1, "without a network")] {
      let error = #expect(throws: SplitError.self) {
        try SongSplit(of: Array(crossedDesign().prefix(count)), settings: SplitSettings())
      }
      #expect(error?.description.contains(advice) == true)
    }
  }

  @Test func `Too few groups, unknown columns and repeated identifiers are refused`() {
    #expect(throws: SplitError.self) {
      try SongSplit(of: Array(crossedDesign().prefix(2)), settings: SplitSettings())
    }
    #expect(throws: SplitError.self) { try SongSplit(of: [], settings: SplitSettings()) }
    var oneLanguage = SplitSettings()
    oneLanguage.criteria.columns = ["language"]
    #expect(throws: SplitError.self) {
      try SongSplit(of: Array(crossedDesign().prefix(30)), settings: oneLanguage)
    }
    var unknown = SplitSettings()
    unknown.stratify = ["gnere"]
    #expect(
      throws: SplitError("there is no column gnere to split by; the catalogue has genre, language")
    ) {
      try SongSplit(of: crossedDesign(), settings: unknown)
    }
    #expect(throws: SplitError.self) {
      try SongSplit(of: crossedDesign() + crossedDesign(), settings: SplitSettings())
    }
  }
}
