import Corpus
import Testing

@Suite("Naming patterns") struct NamingPatternTests {
  @Test(arguments: [
    (
      "{language}/{genre}/{artist} - {title}.{ext}", "Hindi/Pop/Asha - Dil - Live.mp3",
      ["language": "Hindi", "genre": "Pop", "artist": "Asha", "title": "Dil - Live", "ext": "mp3"]
    ),
    (
      "{song_id}_{title}.{ext}", "17_La_luna.flac",
      ["song_id": "17", "title": "La_luna", "ext": "flac"]
    ),
    (
      "{artist} - {title}.{ext}", "Dr. Who - Mr. Blue.ogg",
      ["artist": "Dr. Who", "title": "Mr. Blue", "ext": "ogg"]
    ),
    (
      "{language}_{number}_{title}.{ext}", "ar_0017_يا ليل.mp3",
      ["language": "ar", "number": "0017", "title": "يا ليل", "ext": "mp3"]
    ),
    ("mp3/{title}.{ext}", "mp3/é.mp3", ["title": "é", "ext": "mp3"]),
  ])
  func `A path is read field by field`(
    pattern: String, path: String, values: [String: String]
  ) throws {
    #expect(try NamingPattern(pattern).match(path) == values)
  }

  @Test(arguments: [
    ("{artist} - {title}.{ext}", "Untitled.mp3"), ("{title}.{ext}", "folder/a.mp3"),
    ("{genre}/{title}.{ext}", "a.mp3"), ("{title}.{ext}", ".mp3"), ("{title}.{ext}", ""),
    ("{title}.{ext}", "a.mp3 "), ("x{title}.{ext}", "a.mp3"),
  ])
  func `Another path does not match`(pattern: String, path: String) throws {
    #expect(try NamingPattern(pattern).match(path) == nil)
  }

  @Test(arguments: ["", "plain", "{a", "{}", "{a b}", "{a}{b}", "{a}/{a}"])
  func `A broken pattern is refused`(pattern: String) {
    #expect(throws: CorpusError.self) { try NamingPattern(pattern) }
  }

  @Test func `A path made to be slow is answered at once`() throws {
    let pattern = try NamingPattern("{a}_{b}_{c}_{d}_{e}_{f}!{ext}")
    #expect(pattern.match(String(repeating: "_", count: 250)) == nil)
  }

  @Test func `A template is filled from fields`() throws {
    let template = try FieldTemplate("{language}-{number}")
    #expect(template.filled(["language": "ar", "number": "17"]) == "ar-17")
  }
}
