import Foundation

/// Brings band and voice together: the voice at its level under the band's, the start and the end
/// faded, and the peak at −1 dBFS.
///
/// - Parameters:
///   - band: Two channels; what lasts longer than the voice is left out.
///   - voice: The voice at the same sample rate.
///   - voiceLevel: The voice's level where it sings, in dB relative to the band's.
///   - channels: 1 or 2; a single one is the mean of both.
///   - fade: Length of the fade at the end in seconds.
func mix(
  band: Sound, voice: VoiceTrack, voiceLevel: Double, channels: Int, fade: Double
) -> Sound {
  let frames = voice.left.count
  let present = min(frames, band.frames)
  let bandLevel = level(frames: present) { (band.samples[2 * $0], band.samples[2 * $0 + 1]) }
  let sungLevel = level(frames: frames) { (voice.left[$0], voice.right[$0]) }
  let gain = sungLevel > 0 ? Float(bandLevel / sungLevel * pow(10, voiceLevel / 20)) : 0

  var sound = Sound(silence: 0, channels: channels, sampleRate: band.sampleRate)
  sound.samples.reserveCapacity(frames * channels)
  let rise = Float(band.sampleRate) / 100
  let fall = Float(fade * Double(band.sampleRate))
  for frame in 0..<frames {
    let envelope = min(1, Float(frame) / rise, Float(frames - 1 - frame) / fall)
    let bandLeft = frame < present ? band.samples[2 * frame] : 0
    let bandRight = frame < present ? band.samples[2 * frame + 1] : 0
    let left = envelope * (bandLeft + gain * voice.left[frame])
    let right = envelope * (bandRight + gain * voice.right[frame])
    if channels == 1 {
      sound.samples.append((left + right) / 2)
    } else {
      sound.samples.append(left)
      sound.samples.append(right)
    }
  }
  let peak = sound.samples.reduce(0) { max($0, abs($1)) }
  if peak > 0 {
    let scale = Float(pow(10, -1.0 / 20)) / peak
    for index in sound.samples.indices { sound.samples[index] *= scale }
  }
  return sound
}

/// The root mean square of both channels over the tenths of a second that are not silent.
private func level(frames: Int, _ frame: (Int) -> (Float, Float)) -> Double {
  let block = 4410
  var sum = 0.0
  var count = 0
  for start in stride(from: 0, to: frames - block, by: block) {
    var power = 0.0
    for index in start..<start + block {
      let (left, right) = frame(index)
      power += Double(left * left + right * right)
    }
    // −50 dBFS
    guard power > 2e-5 * Double(block) else { continue }
    sum += power
    count += 2 * block
  }
  return count > 0 ? (sum / Double(count)).squareRoot() : 0
}
