internal import Charts

/// A report: one HTML file that needs no network; beside it the same tables as CSV and JSON, those for papers
/// as LaTeX, every figure as SVG, and what a listening test needs.
public struct Report: Sendable {
  /// The page.
  public let html: String
  /// What lies beside the page: paths and contents.
  public let files: [(name: String, text: String)]

  private struct Context {
    let name: String
    let subtitle: String
    let summary: Markup
    let data: Markup
    let audit: Markup
    let training: Markup
    let clustering: Markup
    let maps: Markup
    let listen: Markup
    let statistics: Markup
    let cost: Markup
    let provenance: Markup
  }

  /// Writes the report of an experiment. The same experiment gives the same bytes.
  ///
  /// - Parameter experiment: What is known; sections without anything to tell say what to run.
  public init(_ experiment: Experiment) {
    var contents = Contents()
    func section(_ source: [UInt8], _ context: Any) -> Markup {
      contents.collect(from: context)
      return Template(source)(context)
    }
    let test = IntruderTest(experiment)
    let labels = experiment.labels.joined(separator: " and ")
    let context = Context(
      name: experiment.name,
      subtitle: labels.isEmpty
        ? "Unsupervised clustering of songs" : "Unsupervised clustering of songs, by \(labels)",
      summary: section(PackageResources.summary_mustache, Summary(experiment)),
      data: section(PackageResources.data_mustache, DataSection(experiment)),
      audit: section(PackageResources.audit_mustache, AuditSection(experiment)),
      training: section(PackageResources.training_mustache, TrainingSection(experiment)),
      clustering: section(PackageResources.clustering_mustache, ClusteringSection(experiment)),
      maps: section(PackageResources.maps_mustache, MapsSection(experiment)),
      listen: section(
        PackageResources.listen_mustache, ListenSection(experiment, hasTest: !test.trials.isEmpty)),
      statistics: section(PackageResources.statistics_mustache, StatisticsSection(experiment)),
      cost: section(PackageResources.cost_mustache, CostSection(experiment)),
      provenance: section(PackageResources.provenance_mustache, ProvenanceSection(experiment)))
    html =
      Page(
        title: "\(experiment.name) · Cantus report",
        body: Template(PackageResources.report_mustache)(context),
        script: PackageResources.maps_js
      ).html
    let listings = Listing.all(experiment).flatMap {
      [("\($0.name).csv", $0.commaSeparated), ("\($0.name).json", $0.json)]
    }
    files = listings + contents.files + test.files(experiment.name)
  }
}
