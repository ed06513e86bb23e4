import Composition
import Testing

@Suite("The plan of a corpus")
struct CorpusPlanTests {
  private let plans = corpusPlan(seed: 42, songsPerCell: 4)

  @Test func `Every language and genre has its whole songs, in all kinds of file`() {
    for language in Language.allCases {
      for genre in Genre.allCases {
        let cell = plans.filter {
          $0.language == language && $0.genre == genre && $0.condition == .whole
        }
        #expect(cell.count == 4)
        #expect(Set(cell.map(\.encoding.container)).count == 4)
      }
    }
  }

  @Test func `Ids are unique, in order, and numbered within the language`() {
    #expect(plans.map(\.id) == plans.map(\.id).sorted())
    #expect(Set(plans.map(\.id)).count == plans.count)
    for language in Language.allCases {
      let ids = plans.filter { $0.language == language }.map(\.id)
      #expect(ids.first == "\(language.rawValue)_0001")
      #expect(ids.last?.hasSuffix(String(ids.count)) == true)
    }
  }

  @Test func `Every fault is there once, and one song twice under another name`() throws {
    for fault in [Condition.empty, .truncated, .text, .silent, .short] {
      #expect(plans.filter { $0.condition == fault }.count == 1)
    }
    let copies = plans.filter {
      if case .copy = $0.condition { true } else { false }
    }
    let copy = try #require(copies.first)
    #expect(copies.count == 1 && plans.count == 54)
    let original = try #require(plans.first { copy.condition == .copy(of: $0.id) })
    #expect(original.condition == .whole)
    #expect(original.language == copy.language && original.genre == copy.genre)
    #expect(original.id != copy.id && original.title != copy.title)
    #expect(original.artist.name != copy.artist.name)
    #expect(original.encoding.container != copy.encoding.container)
  }

  @Test func `Two whole songs have no lyrics`() {
    let wordless = plans.filter { $0.lyricsFile == .missing }
    #expect(wordless.count == 2 && wordless.allSatisfy { $0.condition == .whole })
  }

  @Test func `A language's titles differ, and its artists have several songs`() {
    for language in Language.allCases {
      let own = plans.filter { $0.language == language && $0.condition == .whole }
      #expect(Set(own.map(\.title.text)).count == own.count)
      let artists = Dictionary(grouping: own, by: \.artist.name)
      #expect((5...7).contains(artists.count))
      #expect(artists.values.contains { Set($0.map(\.genre)).count == 2 })
    }
  }

  @Test func `Names of files have an id, a title with underscores and no separator`() {
    for plan in plans {
      #expect(plan.fileName.hasPrefix(plan.id + "_"))
      #expect(!plan.fileName.contains(" ") && !plan.fileName.contains("/"))
      #expect(plan.fileName.utf8.count < 200)
    }
    #expect(plans.contains { !$0.fileName.allSatisfy(\.isASCII) })
  }

  @Test func `The same seed gives the same plan, another seed another`() {
    #expect(plans == corpusPlan(seed: 42, songsPerCell: 4))
    #expect(plans != corpusPlan(seed: 43, songsPerCell: 4))
  }

  @Test(arguments: [1, 2, 40]) func `Any number of songs can be planned`(_ count: Int) {
    let plans = corpusPlan(seed: 7, songsPerCell: count)
    #expect(plans.count == 12 * count + 6)
    #expect(Set(plans.map { $0.artist.name + $0.title.text }).count == plans.count)
  }
}
