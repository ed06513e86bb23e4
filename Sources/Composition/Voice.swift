internal import Foundation

/// A voice of the speech synthesiser, by the name of eSpeak NG's variant.
public enum Voice: String, CaseIterable, Sendable {
  case m2, m3, m6, m7, f2, f3, f4, f5

  /// The settings of pitch at which ``frequencies`` were measured.
  private static let settings: [Double] = [20, 35, 50, 65, 80, 99]

  /// The voice's fundamental frequency in Hz at each of ``settings``, without intonation; measured
  /// from eSpeak NG 1.51 by autocorrelation, alike in all four languages.
  private var frequencies: [Double] {
    switch self {
    case .m2: [65, 77, 91.5, 110, 133, 168]
    case .m3: [66, 77.5, 91, 108, 127, 160]
    case .m6: [64, 76, 90, 107, 127, 160]
    case .m7: [67, 77, 90, 105, 124, 153]
    case .f2: [124, 145, 170, 200, 240, 298]
    case .f3: [134, 154, 178, 210, 245, 306]
    case .f4: [115, 135, 161, 192, 230, 290]
    case .f5: [131, 155, 184, 218, 259, 329]
    }
  }

  /// The lowest and the highest note that the voice sings, as MIDI note numbers.
  public var range: ClosedRange<Int> {
    let notes = [frequencies.first, frequencies.last].compactMap { $0 }.map { midiNote($0) }
    return Int(notes[0].rounded(.up))...Int(notes[1].rounded(.down))
  }

  /// The synthesiser's setting of pitch, 0 to 99, that sings a note.
  ///
  /// - Parameter note: A MIDI note number within ``range``.
  public func setting(of note: Int) -> Int {
    let target = Double(note)
    let notes = frequencies.map(midiNote)
    let upper = max(1, notes.firstIndex { $0 >= target } ?? notes.count - 1)
    let share = (target - notes[upper - 1]) / (notes[upper] - notes[upper - 1])
    let setting =
      Self.settings[upper - 1]
      + share * (Self.settings[upper] - Self.settings[upper - 1])
    return Int(min(99, max(0, setting)).rounded())
  }
}

/// The MIDI note number of a frequency in Hz, with its fraction; 69 is 440 Hz.
private func midiNote(_ frequency: Double) -> Double { 69 + 12 * log2(frequency / 440) }
