import DataSplit
import Testing

@Suite("Folds, given splits and dealt clips")
struct DivisionTests {
  @Test func `Folds have equal sizes and proportions, and keep groups whole`() throws {
    var settings = crossedSettings()
    settings.division = .folds(5)
    var songs = crossedDesign()
    for song in songs.indices { songs[song].columns["artist"] = "artist \(song / 3)" }
    settings.criteria.columns = ["artist"]
    let split = try SongSplit(of: songs, settings: settings)
    let folds = try #require(split.folds)
    for fold in 0..<5 {
      let members = folds.indices.filter { folds[$0] == fold }
      #expect(members.count == 36)
      for genre in genres {
        #expect(abs(members.count { split.songs[$0].columns["genre"] == genre } - 12) <= 3)
      }
    }
    for group in split.groups.members { #expect(Set(group.map { folds[$0] }).count == 1) }
    #expect(split.parts == folds.map { Part(ofFold: $0, testing: 0, of: 5) })
  }

  @Test func `Every fold is tested once, and validates once`() {
    for own in 0..<4 {
      let parts = (0..<4).map { Part(ofFold: own, testing: $0, of: 4) }
      #expect(parts.count { $0 == .test } == 1)
      #expect(parts.count { $0 == .validation } == 1)
      #expect(parts.count { $0 == .train } == 2)
    }
  }

  @Test func `A given split is taken as it is, and what it tears apart is listed`() throws {
    var songs = Array(crossedDesign().prefix(6))
    songs[5].audioDigest = songs[0].audioDigest
    var settings = SplitSettings()
    settings.division = .given("published.csv")
    let order = songs.map(\.id).sorted()
    let given = Dictionary(
      uniqueKeysWithValues: zip(order, [Part.train, .train, .validation, .train, .test, .test]))
    let split = try SongSplit(of: songs, settings: settings, given: given)
    #expect(split.parts == order.map { given[$0] })
    #expect(
      split.torn.map { $0.map { split.songs[$0].id } } == [[songs[0].id, songs[5].id].sorted()])
    #expect(throws: SplitError.self) { try SongSplit(of: songs, settings: settings, given: [:]) }
    #expect(throws: SplitError.self) {
      try SongSplit(of: songs, settings: settings, given: given.mapValues { _ in .test })
    }
  }

  @Test func `Clips are dealt in exact sizes, and in any order alike`() {
    let clips = (0..<200).map { "song-\($0 / 10)@\($0 % 10 * 30).0" }
    let deal = ClipDeal(proportions: [.train: 0.7, .validation: 0.1, .test: 0.2], seed: 3)
    let parts = deal.parts(of: clips)
    #expect(Part.allCases.map { part in parts.count { $0 == part } } == [140, 20, 40])
    #expect(deal.parts(of: clips.reversed()) == parts.reversed())
    let songsInTest = Set(clips.indices.filter { parts[$0] == .test }.map { $0 / 10 })
    #expect(songsInTest.count > 10, "clips of most songs are tested, which is the leak")
  }

  @Test func `An explanation names part, companions and evidence`() throws {
    var songs = crossedDesign()
    songs[7].audioDigest = songs[3].audioDigest
    let settings = crossedSettings()
    let split = try SongSplit(of: songs, settings: settings)
    let lines = try #require(split.explanation(of: songs[7].id, settings: settings))
    let text = lines.joined(separator: "\n")
    let part = try #require(split.songs.firstIndex { $0.id == songs[7].id }.map { split.parts[$0] })
    #expect(lines[0] == "\(songs[7].id) is in \(part)")
    #expect(text.contains(songs[3].id) && text.contains("same audio, 100 %"))
    #expect(text.contains("language ar") && text.contains("genre hip-hop"))
    #expect(split.explanation(of: "nobody", settings: settings) == nil)
  }
}
