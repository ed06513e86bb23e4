import Configuration
import Corpus
import Foundation
import Testing
import TextFeatures

@Suite("Cleaning lyrics")
struct LyricsCleaningTests {
  private func cleaned(_ text: String, _ yaml: String = "") throws -> String {
    try configuration(parsing: yaml, name: "F.yaml") { try LyricsCleaning($0) }.settings
      .cleaned(text)
  }

  @Test(arguments: [
    "[Chorus]", "(Verse 2)", "Refrão:", "কোরাস", "【サビ】", "[Strophe 1: Anna]", "{Bridge}",
    "Pre-Chorus",
    "Final Chorus x2", "Estribillo", "Припев:", "अंतरा १", "الكورس", "[ar:Someone]", "[00:12.50]",
    "00:00:12,000 --> 00:00:15,000", "Lyrics by A. Writer", "Paroles & Musique: Quelqu'un",
    "কথা: রবীন্দ্রনাথ", "https://example.org/song", "© 2020 Nobody", "12Embed", "<br/>", "\u{feff}",
    "Verse II",
  ])
  func `A line that nobody sings goes`(line: String) throws {
    #expect(
      try cleaned("first\n\(line)\nlast") == "first\nlast" || cleaned("a\n\(line)\nb") == "a\n\nb")
  }

  @Test(arguments: [
    ("[01:02.50]Hello <01:03.00>you", "Hello you"), ("Refrain: we sing", "we sing"),
    ("la la la (x3)", "la la la"), ("la la (bis)", "la la"), ("sing it 2x", "sing it"),
    ("<i>slow</i>  down&hellip;", "slow down&hellip;"), ("rock &amp;amp; roll", "rock & roll"),
    ("one<br>two", "one\ntwo"), ("e\u{301}te\u{301}", "été"), ("\u{202b}مرحبا\u{202c}", "مرحبا"),
    ("a\tb\u{a0}c\r\nd", "a b c\nd"), ("I &lt;3 you", "I <3 you"),
  ])
  func `What is sung of a line stays`(line: String, words: String) throws {
    #expect(try cleaned(line) == words)
  }

  @Test(arguments: [
    "(ooh, baby)", "a chorus of angels", "আমার এ পথ তোমার পথের থেকে", "कहाँ गया उसे ढूँढो", "1999 (२०२४)",
    "versos que escribí", "Müßiggang – na und?", "می\u{200c}خواهم", "bridge over water", "x",
    "3 < 4 > 2",
  ])
  func `Words of any script, digits and backing voices stay as they are`(line: String) throws {
    #expect(try cleaned(line) == line)
  }

  @Test func `One empty line parts stanzas, also where all lines between have gone`() throws {
    #expect(try cleaned("\n\na\n\n\n[Chorus]\n\nb\n \nc\n\n") == "a\n\nb\n\nc")
    #expect(try cleaned("").isEmpty)
    #expect(try cleaned(" \n[Intro]\n").isEmpty)
  }

  @Test func `Repeated lines stay, or go on request, case aside`() throws {
    let text = "Na na\nhey\nNA NA\n\nhey"
    #expect(try cleaned(text) == text)
    #expect(try cleaned(text, "repeated_lines: once") == "Na na\nhey")
  }

  @Test func `English contractions are written out on request`() throws {
    let text = "Don't you know I’m here, we can't go; he's gone, ain't he? They'll see!"
    #expect(
      try cleaned(text, "contractions: expand")
        == "Do not you know I am here, we cannot go; he's gone, ain't he? They will see!")
    #expect(try cleaned("rock 'n' roll n't", "contractions: expand") == "rock 'n' roll n't")
  }

  @Test(arguments: [
    "&amp;amp;amp;lt;b&amp;gt;x", "&amp&#59;amp;", "<<b>i>x</i>", "&am<b></b>p;",
    "[a[b]c] [[Chorus]]",
    "Refrain: Chorus: (Verse) x2 x2", "a\n<br><br>[x]\n\nb", "&#x212A;&#894;&amp&#894;", "x2\nx2",
    "[12:[12:30]30] la", "(( Chorus )) hey", "Chorus: (x2)", "l'été, don't (bis) (bis)",
    "\u{202e}abc\u{0}\u{7}", "e<b></b>\u{301}", "(x2", "a (Verse 1)b", "<!-- no --> yes",
    "<3 </3 <",
  ])
  func `Cleaning twice changes nothing more`(text: String) throws {
    for yaml in ["", "{repeated_lines: once, contractions: expand}"] {
      let once = try cleaned(text, yaml)
      #expect(try cleaned(once, yaml) == once)
    }
  }

  private static let environment = ProcessInfo.processInfo.environment

  /// The texts in the column `text` of the catalogue that CANTUS_LYRICS names, and the JamendoLyrics data
  /// set in CANTUS_AUDIO, as far as they are there.
  private static func realLyrics() throws -> [String] {
    var texts: [String] = []
    if let path = environment["CANTUS_LYRICS"] {
      let table = try CSVTable(reading: path)
      let column = try #require(table.header.firstIndex(of: "text"))
      texts += table.rows.map { $0[column] }
    }
    if let audio = environment["CANTUS_AUDIO"] {
      let folder = URL(filePath: audio).appending(path: "jamendo/lyrics")
      texts += try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil
      ).map { try String(contentsOf: $0, encoding: .utf8) }
    }
    return texts
  }

  @Test(
    .enabled(
      if: environment["CANTUS_LYRICS"] != nil || environment["CANTUS_AUDIO"] != nil,
      "needs lyrics: the JamendoLyrics data set in CANTUS_AUDIO, a catalogue in CANTUS_LYRICS"))
  func `Of real lyrics hardly a letter goes, and cleaning them twice changes nothing more`() throws
  {
    let texts = try Self.realLyrics()
    #expect(!texts.isEmpty)
    func letters(_ text: String) -> Int {
      text.precomposedStringWithCanonicalMapping.unicodeScalars.count {
        $0.properties.isAlphabetic || $0.properties.generalCategory == .nonspacingMark
      }
    }
    var (before, after) = (0, 0)
    for text in texts {
      let once = try cleaned(text)
      #expect(try cleaned(once) == once)
      #expect(!once.isEmpty, "\(text.prefix(80))")
      (before, after) = (before + letters(text), after + letters(once))
    }
    #expect(after <= before && Double(after) > 0.995 * Double(before), "\(after) of \(before)")
  }

  @Test func `Much of anything is cleaned in time that grows with it`() throws {
    for unit in ["&amp;", "<", ">", "&#59", "[Chorus]", "a\n", "(", "x2 ", "💔\u{301}", ":"] {
      let text = String(repeating: unit, count: (1 << 16) / unit.utf8.count)
      let once = try cleaned(text)
      #expect(once.utf8.count <= text.utf8.count)
    }
  }
}
