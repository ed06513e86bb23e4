/// A table as readers see it.
public struct DataTable: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// What the column holds.
    public let name: String
    /// A heading over this column and its neighbours of the same heading.
    public let heading: String
    /// What its cells are.
    let kind: Kind

    enum Kind {
      case text, prose, number
    }

    /// Whether its cells are numbers, which stand right.
    var isNumeric: Bool { kind == .number }

    /// A column of texts.
    public static func text(_ name: String, under heading: String = "") -> Column {
      Column(name: name, heading: heading, kind: .text)
    }

    /// A column of sentences, which needs room.
    public static func prose(_ name: String) -> Column {
      Column(name: name, heading: "", kind: .prose)
    }

    /// A column of numbers.
    public static func number(_ name: String, under heading: String = "") -> Column {
      Column(name: name, heading: heading, kind: .number)
    }
  }

  /// One cell.
  public struct Cell: Sendable, ExpressibleByStringLiteral {
    let content: Markup
    /// What it says, without any markup.
    let text: String
    let isBest: Bool
    var share: Double?

    /// A text, shown in its own direction.
    public init(_ text: String) { self.init(text, markup: "<bdi>\(text)</bdi>") }

    /// Trusts a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// A count.
    public init(_ count: Int) { self.init(grouped(count), markup: "\(grouped(count))") }

    /// A number with a fixed count of decimals.
    ///
    /// - Parameters:
    ///   - value: The number.
    ///   - digits: Decimals.
    ///   - share: Length of a bar under the number, 0–1, if any.
    ///   - isBest: Whether to set it apart as the best of its column.
    public init(_ value: Double, digits: Int, share: Double? = nil, isBest: Bool = false) {
      let text = decimal(value, digits)
      self.init(text, markup: isBest ? "<strong>\(text)</strong>" : "\(text)", isBest: isBest)
      self.share = share
    }

    /// A text from outside that is code: a path, a digest, an identifier.
    public static func code(_ text: String) -> Cell {
      Cell(text, markup: "<code dir=\"auto\">\(text)</code>")
    }

    /// A verdict, told by symbol and word as well as by colour.
    public static func badge(_ badge: Badge) -> Cell { Cell(badge.text, markup: badge.html) }

    private init(_ text: String, markup: Markup, isBest: Bool = false) {
      self.text = text
      self.isBest = isBest
      content = markup
    }
  }

  /// What the table shows.
  public var caption: String
  /// What a file of it is called, without ending; "" for a table that stays in the page.
  public var name: String
  /// The columns.
  public var columns: [Column]
  /// Rows in groups; a rule stands between groups. The first cell of a row is its heading.
  public var groups: [[[Cell]]]

  /// A table of groups of rows.
  public init(
    _ caption: String, name: String = "", _ columns: [Column], groups: [[[Cell]]]
  ) {
    self.caption = caption
    self.name = name
    self.columns = columns
    self.groups = groups
  }

  /// A table of rows.
  public init(_ caption: String, name: String = "", _ columns: [Column], rows: [[Cell]]) {
    self.init(caption, name: name, columns, groups: [rows])
  }

  /// Whether it has no row.
  public var isEmpty: Bool { groups.allSatisfy(\.isEmpty) }

  /// The table as HTML, in a frame that scrolls sideways and can be focused from the keyboard.
  public var html: Markup {
    """
    <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table>
    <caption><span>\(caption)</span></caption>
    <thead>\(headings)<tr>\(columns.map(heading))</tr></thead>
    \(groups.filter { !$0.isEmpty }.map(body))</table></div>

    """
  }

  /// Neighbouring columns of the same heading.
  var headingRuns: [(text: String, length: Int)] {
    var runs: [(text: String, length: Int)] = []
    for column in columns {
      if let last = runs.last, last.text == column.heading {
        runs[runs.count - 1].length += 1
      } else {
        runs.append((column.heading, 1))
      }
    }
    return runs
  }

  private var headings: Markup {
    guard columns.contains(where: { !$0.heading.isEmpty }) else { return "" }
    let cells = headingRuns.map { run -> Markup in
      run.text.isEmpty
        ? "<td colspan=\"\(run.length)\"></td>"
        : "<th scope=\"colgroup\" colspan=\"\(run.length)\">\(run.text)</th>"
    }
    return "<tr class=\"headings\">\(cells)</tr>"
  }

  private func heading(_ column: Column) -> Markup {
    column.isNumeric
      ? "<th scope=\"col\" class=\"n\">\(column.name)</th>"
      : "<th scope=\"col\"><bdi>\(column.name)</bdi></th>"
  }

  private func body(_ rows: [[Cell]]) -> Markup {
    let lines = rows.indices.map { index -> Markup in
      // A heading that only repeats the one above steps back.
      let isSame = index > 0 && rows[index].first?.content == rows[index - 1].first?.content
      let kind: Markup = isSame ? " class=\"same\"" : ""
      return "<tr\(kind)>\(zip(columns.indices, rows[index]).map(cell))</tr>\n"
    }
    return "<tbody>\(lines)</tbody>\n"
  }

  private func cell(_ index: Int, _ cell: Cell) -> Markup {
    let column = columns[index]
    if index == 0 { return "<th scope=\"row\"\(classes(column, cell))>\(cell.content)</th>" }
    return "<td\(classes(column, cell))>\(cell.content)</td>"
  }

  private func classes(_ column: Column, _ cell: Cell) -> Markup {
    if column.kind == .prose { return " class=\"prose\"" }
    guard column.isNumeric else { return "" }
    guard let share = cell.share, share.isFinite else { return " class=\"n\"" }
    let percent = max(0, min(1, share)) * 100
    return " class=\"n bar\" style=\"--share:\(percent)%\""
  }
}

/// A verdict in a word.
public struct Badge: Sendable, Equatable {
  /// What kind of verdict; it decides colour and symbol.
  public enum Kind: String, Sendable {
    /// All is well.
    case good
    /// Worth a look.
    case caution
    /// Wrong.
    case bad
    /// Neither; or not known.
    case neutral
  }

  /// The word.
  public let text: String
  /// The kind.
  public let kind: Kind

  /// A verdict in a word.
  public init(_ text: String, _ kind: Kind) {
    self.text = text
    self.kind = kind
  }

  /// The symbol before the word.
  public var symbol: String {
    switch kind {
    case .good: "✓"
    case .caution: "!"
    case .bad: "✕"
    case .neutral: "–"
    }
  }

  /// The badge as HTML.
  public var html: Markup {
    "<span class=\"badge \(kind.rawValue)\"><span aria-hidden=\"true\">\(symbol)</span> \(text)</span>"
  }
}
