internal import Configuration
internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// How features of a clip are changed at random, as a network that compares clips sees them in
/// training. All of it is done to standardised features, whose mean is 0: in their unit.
public struct AugmentationSettings: Sendable, Equatable {
  /// Standard deviation of a number that is added to all features of a clip alike: on decibels, a
  /// gain; ≥ 0.
  public var gain = 0.0
  /// Standard deviation of a number that is added to each feature; ≥ 0.
  public var noise = 0.1
  /// Share of features that are set to 0, each by itself; 0 ..< 1.
  public var dropped = 0.0
  /// Spans of frames, the last axis, that are set to 0 (Park et al. 2019, arXiv 1904.08779).
  public var timeMasks = 0
  /// Spans of bands, the axis before it, that are set to 0.
  public var frequencyMasks = 0
  /// The largest share of its axis that such a span takes, 0 … 1.
  public var widestMask = 0.2
  /// Most bands by which a map is moved up or down, the border repeated: on a mel spectrogram, a
  /// change of pitch; ≥ 0.
  public var pitchShift = 0

  /// A little noise, and nothing else.
  public init() {}

  /// Reads the section `augment`.
  init(_ section: Section) throws {
    gain = try section.real("gain", default: gain, in: 0...100)
    noise = try section.real("noise", default: noise, in: 0...100)
    dropped = try section.real("dropped", default: dropped, in: 0...0.99)
    timeMasks = try section.integer("time_masks", default: timeMasks, in: 0...100)
    frequencyMasks = try section.integer("frequency_masks", default: frequencyMasks, in: 0...100)
    widestMask = try section.real("widest_mask", default: widestMask, in: 0...1)
    pitchShift = try section.integer("pitch_shift", default: pitchShift, in: 0...1000)
  }
}

/// Changes the features of clips at random.
struct Augmentation: Sendable {
  private let settings: AugmentationSettings
  private let bands: Int
  private let frames: Int

  /// - Parameters:
  ///   - settings: What is done.
  ///   - shape: Of one feature, outermost index first. Features of one axis are one band; axes
  ///     before the last two count as more bands.
  init(_ settings: AugmentationSettings, shape: [Int]) {
    self.settings = settings
    frames = shape.last ?? 1
    bands = shape.dropLast().reduce(1, *)
  }

  /// Changes every row by itself.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - seed: Any number; a row's change depends on seed, step and row alone.
  ///   - step: The optimiser's.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  func apply(to x: inout Matrix, seed: UInt64, step: Int, threads: Int) {
    precondition(x.columns == bands * frames)
    x.elements.withConcurrentChunks(of: x.columns, threads: threads) { row, clip in
      var generator = Generator(seed: seed, stream: "augmentation \(step) \(row)")
      change(&clip, using: &generator)
    }
  }

  private func change(_ clip: inout MutableSpan<Float>, using generator: inout Generator) {
    if settings.pitchShift > 0, bands > 1 {
      shift(&clip, by: generator.integer(below: 2 * settings.pitchShift + 1) - settings.pitchShift)
    }
    let gain = Float(settings.gain * generator.normal())
    for i in 0..<clip.count {
      if settings.noise > 0 { clip[i] += Float(settings.noise * generator.normal()) }
      clip[i] += gain
      if settings.dropped > 0, generator.uniform() < settings.dropped { clip[i] = 0 }
    }
    for _ in 0..<settings.timeMasks {
      let span = span(of: frames, using: &generator)
      for band in 0..<bands {
        for frame in span { clip[band * frames + frame] = 0 }
      }
    }
    for _ in 0..<settings.frequencyMasks {
      for band in span(of: bands, using: &generator) {
        for frame in 0..<frames { clip[band * frames + frame] = 0 }
      }
    }
  }

  /// A span of an axis: first its length, then its place.
  private func span(of count: Int, using generator: inout Generator) -> Range<Int> {
    let widest = Int(settings.widestMask * Double(count))
    let length = generator.integer(below: widest + 1)
    let start = generator.integer(below: count - length + 1)
    return start..<(start + length)
  }

  /// Moves bands by an offset; those that nothing moves to take the border's values.
  private func shift(_ clip: inout MutableSpan<Float>, by offset: Int) {
    let order = offset > 0 ? Array((0..<bands).reversed()) : Array(0..<bands)
    for band in order {
      let source = min(max(band - offset, 0), bands - 1)
      guard source != band else { continue }
      for frame in 0..<frames { clip[band * frames + frame] = clip[source * frames + frame] }
    }
  }
}
