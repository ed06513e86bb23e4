import AudioFeatures
import Testing

@Suite("Windows")
struct WindowsTests {
  private func clips(_ length: Int, _ window: Int, _ hop: Int, _ tail: WindowTail) -> [[Int]] {
    Windows(window: window, hop: hop, tail: tail).clips(of: length).map { [$0.start, $0.count] }
  }

  @Test(arguments: [
    (0, []), (1, [[0, 1]]), (9, [[0, 9]]), (10, [[0, 10]]), (11, [[0, 10], [4, 7]]),
    (14, [[0, 10], [4, 10]]), (15, [[0, 10], [4, 10], [8, 7]]),
  ])
  func `Padded windows reach the end of the song`(length: Int, expected: [[Int]]) {
    #expect(clips(length, 10, 4, .pad) == expected)
  }

  @Test(arguments: [
    (0, []), (9, []), (10, [[0, 10]]), (13, [[0, 10]]), (14, [[0, 10], [4, 10]]),
  ])
  func `Dropping leaves only whole windows`(length: Int, expected: [[Int]]) {
    #expect(clips(length, 10, 4, .drop) == expected)
  }

  @Test(arguments: [
    (0, []), (9, [[0, 9]]), (10, [[0, 10]]), (11, [[0, 10], [1, 10]]), (14, [[0, 10], [4, 10]]),
    (15, [[0, 10], [4, 10], [5, 10]]),
  ])
  func `Shifting ends the last window with the song`(length: Int, expected: [[Int]]) {
    #expect(clips(length, 10, 4, .shift) == expected)
  }

  @Test func `Windows may have gaps, and none begins after the end`() {
    #expect(clips(11, 3, 5, .pad) == [[0, 3], [5, 3], [10, 1]])
    #expect(clips(9, 3, 5, .pad) == [[0, 3], [5, 3]])
    #expect(clips(10, 3, 5, .pad) == [[0, 3], [5, 3]])
    #expect(clips(9, 3, 5, .shift) == [[0, 3], [5, 3], [6, 3]])
  }

  @Test func `A study's 30-s windows every 20 s count ⌈(L − w)/h⌉ + 1`() {
    let windows = Windows(window: 30 * 22050, hop: 20 * 22050, tail: .pad)
    for seconds in 30...400 {
      let expected = (max(0, seconds - 30) + 19) / 20 + 1
      #expect(windows.clips(of: seconds * 22050).count == expected)
    }
  }

  @Test(arguments: WindowTail.allCases)
  func `Clips are in order, inside the song, and full unless the last`(tail: WindowTail) {
    for length in 1...60 {
      for hop in 1...15 {
        let clips = Windows(window: 10, hop: hop, tail: tail).clips(of: length)
        for (index, clip) in clips.enumerated() {
          #expect(clip.count >= 1 && clip.start + clip.count <= length)
          #expect(clip.count == 10 || index == clips.count - 1)
          #expect(index == 0 ? clip.start == 0 : clip.start > clips[index - 1].start)
        }
        if tail != .drop, hop <= 10 {
          #expect(clips.last.map { $0.start + $0.count } == length)
        }
      }
    }
  }
}
