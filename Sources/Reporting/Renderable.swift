public import Charts
public import Mustache

extension Markup: MustacheCustomRenderable {
  /// The markup itself, for a template's `{{{…}}}`.
  public var renderText: String { text }

  /// Empty markup leaves a template's section out.
  public var isNull: Bool { text.isEmpty }
}

extension Figure: MustacheCustomRenderable {
  /// The figure as HTML.
  public var renderText: String { html.text }

  /// A figure is never left out.
  public var isNull: Bool { false }
}

extension DataTable: MustacheCustomRenderable {
  /// The table as HTML; nothing without any row.
  public var renderText: String { isEmpty ? "" : html.text }

  /// A table without rows leaves a template's section out.
  public var isNull: Bool { isEmpty }
}
