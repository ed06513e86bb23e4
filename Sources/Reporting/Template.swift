internal import Charts
internal import Mustache

/// A Mustache template of the folder Templates. A value of type ``Markup`` is put in by `{{{…}}}`,
/// any text by `{{…}}`, escaped by ``escaped(_:)``: the library's own escaping compares characters
/// and lets a quotation mark with a combining accent through.
struct Template {
  private let template: MustacheTemplate

  /// Parses a template that was compiled into the program.
  init(_ source: [UInt8]) {
    MustacheContentTypes.register(ScalarEscaping(), named: "MARKUP")
    do {
      template = try MustacheTemplate(
        string: "{{% CONTENT_TYPE:MARKUP}}\n" + String(decoding: source, as: UTF8.self))
    } catch {
      preconditionFailure("a template of the program itself is not Mustache: \(error)")
    }
  }

  /// Fills the template in.
  ///
  /// - Parameter context: A value whose properties have the names that the template uses.
  func callAsFunction(_ context: Any) -> Markup { Markup(trusting: template.render(context)) }
}

private struct ScalarEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String { escaped(text) }
}
