internal import Charts
internal import Digest
internal import Foundation

/// A page that needs no network: style, script and data are in it, and nothing else may run.
struct Page {
  private struct Frame {
    let name: String
    let policy: String
    let style: Markup
    let body: Markup
    let script: Markup
  }

  let html: String

  /// A page of a body that is well-formed.
  ///
  /// - Parameters:
  ///   - title: What the browser calls it.
  ///   - body: What is between the tags of the body.
  ///   - script: A script of the program itself, or nothing.
  init(title: String, body: Markup, script: [UInt8] = []) {
    // The line feeds around the script are a part of it.
    let source = script.isEmpty ? "" : "\n" + String(decoding: script, as: UTF8.self)
    let frame = Frame(
      name: title, policy: Page.policy(source), style: Page.style, body: body,
      script: Markup(trusting: source))
    html = Template(PackageResources.page_mustache)(frame).text
  }

  /// No address but those within the page and audio files beside it; no script but the page's own.
  private static func policy(_ script: String) -> String {
    var policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self' file:"
    if !script.isEmpty {
      let digest = sha256(of: Array(script.utf8))
      policy += "; script-src 'sha256-\(base64(hexadecimal: digest))'"
    }
    return policy
  }

  private static func base64(hexadecimal text: String) -> String {
    let digits = text.compactMap(\.hexDigitValue)
    let bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
    return Data(bytes).base64EncodedString()
  }

  /// The style sheet, with the colours of ``Palette``.
  private static var style: Markup {
    let colours = """
      :root{color-scheme:light dark;\(Palette.light.css)}
      @media screen and (prefers-color-scheme:dark){:root{\(Palette.dark.css)}}

      """
    return Markup(
      trusting: colours + ChartStyle.rules + ChartStyle.series
        + String(decoding: PackageResources.style_css, as: UTF8.self))
  }
}
