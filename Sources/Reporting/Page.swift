/// The whole page.
struct Page {
  let html: Markup

  private struct Context {
    let style: Markup
    let name: String
    let subtitle: String
    let summary: Markup
    let data: Markup
    let audit: Markup
    let training: Markup
    let scores: Markup
    let maps: Markup
    let confusion: Markup
    let provenance: Markup
  }

  init(_ experiment: Experiment) {
    let labels = experiment.labels.joined(separator: " and ")
    let context = Context(
      style: Page.style, name: experiment.name,
      subtitle: labels.isEmpty
        ? "Unsupervised clustering of songs" : "Unsupervised clustering of songs, by \(labels)",
      summary: Template(PackageResources.summary_mustache)(Summary(experiment)),
      data: Template(PackageResources.data_mustache)(DataSection(experiment)),
      audit: Template(PackageResources.audit_mustache)(AuditSection(experiment)),
      training: Template(PackageResources.training_mustache)(TrainingSection(experiment)),
      scores: Template(PackageResources.scores_mustache)(ScoresSection(experiment)),
      maps: Template(PackageResources.maps_mustache)(MapsSection(experiment)),
      confusion: Template(PackageResources.confusion_mustache)(ConfusionSection(experiment)),
      provenance: Template(PackageResources.provenance_mustache)(ProvenanceSection(experiment)))
    html = Template(PackageResources.page_mustache)(context)
  }

  /// The style sheet, with the colours of ``Palette``.
  private static var style: Markup {
    let marks = (0..<Palette.count).map { index in
      ".m\(index){--fill:var(--fill-\(index));--outline:var(--outline-\(index))}"
    }
    let colours = """
      :root{color-scheme:light dark;\(Palette.light.css)}
      @media screen and (prefers-color-scheme:dark){:root{\(Palette.dark.css)}}
      \(marks.joined())

      """
    return Markup(trusting: colours + String(decoding: PackageResources.style_css, as: UTF8.self))
  }
}
