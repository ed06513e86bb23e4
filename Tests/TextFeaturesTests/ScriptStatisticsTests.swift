import Configuration
import TestSupport
import Testing
import TextFeatures

@Suite("Statistics of scripts")
struct ScriptStatisticsTests {
  private func values(
    _ text: String, duration: Double = 60, _ yaml: String = ""
  ) throws -> [String: Float] {
    let statistics = try configuration(parsing: yaml, name: "F.yaml") { try ScriptStatistics($0) }
      .settings
    let values = try statistics.values(of: text, duration: duration)
    return Dictionary(uniqueKeysWithValues: zip(statistics.columnNames, values))
  }

  @Test func `Shares are of letters, mixing is of words`() throws {
    let values = try values("abcd dil दिल 12!\nदिल hai")
    // 4 + 3 + 3 Latin letters; दि and ल: two letters and a vowel sign, twice.
    #expect(values["script_latin"] == Float(10.0 / 16))
    #expect(values["script_devanagari"] == Float(6.0 / 16))
    #expect(values["script_bengali"] == 0)
    #expect(abs((values["code_mixing"] ?? 0) - 0.4) < 1e-6)
    #expect(values["words_per_minute"] == 6)
  }

  @Test(arguments: [
    ("Żółw", Script.latin), ("Ωδή", .greek), ("жизнь", .cyrillic), ("שלום", .hebrew),
    ("حب", .arabic),
    ("प्यार", .devanagari), ("ভালোবাসা", .bengali), ("காதல்", .tamil), ("รัก", .thai), ("사랑", .hangul),
    ("愛", .han), ("あい", .hiragana), ("アイ", .katakana), ("სიყვარული", .georgian), ("ፍቅር", .ethiopic),
    ("ꦠꦽꦱ꧀ꦤ", .other),
  ])
  func `Letters have the script that Unicode gives them`(word: String, script: Script) throws {
    #expect(try values(word)["script_\(script.rawValue)"] == 1)
  }

  @Test func `Repetition counts lines and words that were there before`() throws {
    let values = try values("la la\nLA LA\nhey you\nla la")
    #expect(values["line_repetition"] == 0.5)
    #expect(values["word_repetition"] == Float(1 - 3.0 / 8))
    #expect(try self.values("one two")["line_repetition"] == 0)
  }

  @Test func `What has no letters or needs a length is refused`() throws {
    #expect(throws: TextError.self) { try values("123 !") }
    let error = #expect(throws: TextError.self) { try values("abc", duration: 0) }
    #expect(error?.description.contains("no audio") == true)
    #expect(try values("abc", duration: 0, "words_per_minute: false")["words_per_minute"] == nil)
  }
}
