internal import Foundation

/// A colour of the sRGB space, eight bits a channel.
public struct Colour: Sendable, Equatable {
  /// The channels, 0–255, as 0xRRGGBB.
  public let value: UInt32

  /// A colour from 0xRRGGBB.
  public init(_ value: UInt32) { self.value = value }

  /// The colour as CSS writes it.
  public var css: String {
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The channels, 0–1: red, green, blue.
  private var channels: [Double] {
    [16, 8, 0].map { Double((value >> $0) & 255) / 255 }
  }

  /// This colour laid over another.
  ///
  /// - Parameters:
  ///   - opacity: Share of this colour, 0–1.
  ///   - below: The colour underneath.
  public func laid(_ opacity: Double, over below: Colour) -> Colour {
    var mixed: UInt32 = 0
    for (top, bottom) in zip(channels, below.channels) {
      mixed = mixed << 8 | UInt32(((top * opacity + bottom * (1 - opacity)) * 255).rounded())
    }
    return Colour(mixed)
  }

  /// Relative luminance, 0–1 (WCAG 2.2).
  public var luminance: Double {
    let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  /// Contrast ratio with another colour, 1–21 (WCAG 2.2). Text needs 4.5, marks need 3.
  public func contrast(with other: Colour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// The colours of a page in one scheme, light or dark.
public struct Palette: Sendable {
  /// The page behind everything.
  public let paper: Colour
  /// What cards and charts are drawn on.
  public let card: Colour
  /// Text.
  public let ink: Colour
  /// Text that steps back: captions, axis labels.
  public let muted: Colour
  /// Hairlines; they carry no meaning.
  public let line: Colour
  /// Links and the focus ring.
  public let accent: Colour
  /// Text that reports a pass.
  public let good: Colour
  /// Text that asks for attention.
  public let caution: Colour
  /// Text that reports an error.
  public let bad: Colour
  /// Outlines and lines of series; each has contrast 3 or more with `paper` and `card`.
  public let outlines: [Colour]
  /// Heat maps: laid over `card` with an opacity of up to ``strongestHeat``.
  public let heat: Colour

  /// Fills of series: Okabe & Ito, "Color universal design" (2008), in an order that keeps
  /// neighbours apart. The last one, black in the original, is the scheme's own ink.
  public static let fills: [Colour] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0xF0E442,
  ].map(Colour.init)

  /// Number of series colours.
  public static let count = 8

  /// Largest opacity of a heat map's cell, so that ink stays readable on all of them.
  public static let strongestHeat = 0.55

  /// Dark on light.
  public static let light = Palette(
    paper: Colour(0xF7F6F2), card: Colour(0xFFFFFF), ink: Colour(0x1C1E21),
    muted: Colour(0x5A5F66), line: Colour(0xDEDBD3), accent: Colour(0x00588A),
    good: Colour(0x00694C), caution: Colour(0x8A4B00), bad: Colour(0xA8201A),
    outlines: [0x005A8E, 0xA86F00, 0x007556, 0xA04F7C, 0xA84A00, 0x1F7FB8, 0x857A00, 0x1C1E21]
      .map(Colour.init),
    heat: Colour(0x3E9BD0))

  /// Light on dark.
  public static let dark = Palette(
    paper: Colour(0x121417), card: Colour(0x1B1E22), ink: Colour(0xECEBE7),
    muted: Colour(0xA6ABB3), line: Colour(0x343940), accent: Colour(0x7CC4F2),
    good: Colour(0x4FCBA2), caution: Colour(0xF0B24A), bad: Colour(0xFF9A8C),
    outlines: [0x4BA6DB, 0xF2B840, 0x33C79B, 0xE39FC6, 0xF08A3C, 0x8CCDF4, 0xF5EC74, 0xECEBE7]
      .map(Colour.init),
    heat: Colour(0x2F86BD))

  /// Every colour with the name that style sheets call it by: `paper`, …, `fill-0`, `outline-0`, ….
  var colours: [(name: String, colour: Colour)] {
    let named = [
      ("paper", paper), ("card", card), ("ink", ink), ("muted", muted), ("line", line),
      ("accent", accent), ("good", good), ("caution", caution), ("bad", bad), ("heat", heat),
    ]
    let fills = (Palette.fills + [ink]).enumerated().map { ("fill-\($0.offset)", $0.element) }
    let outlines = outlines.enumerated().map { ("outline-\($0.offset)", $0.element) }
    return named + fills + outlines
  }

  /// The scheme as CSS custom properties: `--paper`, …, `--fill-0`, `--outline-0`, ….
  public var css: String {
    colours.map { "--\($0.name):\($0.colour.css)" }.joined(separator: ";")
  }
}
