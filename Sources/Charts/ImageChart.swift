/// Numbers over two axes as a picture, such as a spectrogram.
public struct ImageChart: Sendable {
  /// What the chart shows.
  public let title: String
  /// What is known of the numbers, in a sentence.
  public let note: String
  /// Name of the axis to the right and its first and last value.
  public let x: (label: String, range: ClosedRange<Double>)
  /// Name of the axis upwards and its first and last value.
  public let y: (label: String, range: ClosedRange<Double>)
  /// The picture, its first row at the top.
  public let image: PixelImage
  /// The numbers behind it, made small enough to read.
  public let table: DataTable

  /// Numbers over two axes.
  public init(
    title: String, note: String, x: (label: String, range: ClosedRange<Double>),
    y: (label: String, range: ClosedRange<Double>), image: PixelImage, table: DataTable
  ) {
    self.title = title
    self.note = note
    self.x = x
    self.y = y
    self.image = image
    self.table = table
  }

  /// The chart.
  public var drawing: Drawing {
    let plot = Plot(
      width: 300, height: 170, x: (x.label, x.range, false), y: (y.label, y.range, .linear))
    let address = Markup(trusting: image.address)
    return Drawing(
      title: title, description: "\(title): \(y.label) by \(x.label). \(note)", width: plot.width,
      height: plot.height,
      content: """
        \(plot.axes)<image x="\(plot.left)" y="\(plot.top)" width="\(plot.right - plot.left)" \
        height="\(plot.bottom - plot.top)" preserveAspectRatio="none" href="\(address)"/>

        """,
      table: table)
  }
}
