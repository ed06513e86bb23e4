internal import Charts
internal import Randomness

/// The intruder test (Chang, Boyd-Graber, Gerrish, Wang & Blei 2009, "Reading tea leaves"): of five songs
/// four are of one cluster. Listeners who find the fifth have heard what the cluster is.
struct IntruderTest {
  struct Trial {
    /// From 1.
    let number: Int
    let task: String
    let model: String
    let clustering: String
    let cluster: Int
    /// The songs in the order in which they are heard.
    let songs: [Experiment.Song]
    /// Which of them does not belong, from 0.
    let intruder: Int
  }

  /// The trials, of the best clustering of each task.
  let trials: [Trial]

  /// Trials a cluster, and in all.
  private static let (ofCluster, inAll) = (3, 40)
  /// Letters that stand for the songs of a trial.
  static let letters = ["A", "B", "C", "D", "E"]

  init(_ experiment: Experiment) {
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    var found: [Trial] = []
    for task in experiment.tasks {
      guard let best = experiment.candidates(task).first,
        let evaluation = experiment.evaluations.first(where: { $0.run == best.run }),
        let assignment = evaluation.assignments.first(where: {
          $0.task == task && $0.clustering == best.clustering
        })
      else { continue }
      let clusters = evaluation.songs(of: assignment).filter { $0.key >= 0 }
      var generator = Generator(seed: 0, stream: "intruders for \(task)")
      for _ in 0..<IntruderTest.ofCluster {
        for cluster in clusters.keys.sorted() {
          let own = clusters[cluster] ?? []
          let others = clusters.keys.sorted().filter { $0 != cluster }.flatMap {
            clusters[$0] ?? []
          }
          guard own.count >= 4, !others.isEmpty, found.count < IntruderTest.inAll else { continue }
          var members = own
          generator.shuffle(&members)
          let intruder = others[generator.integer(below: others.count)]
          var heard = Array(members.prefix(4)) + [intruder]
          generator.shuffle(&heard)
          found.append(
            Trial(
              number: found.count + 1, task: task, model: best.name,
              clustering: clusteringName(best.clustering), cluster: cluster,
              songs: heard.compactMap { songs[$0] },
              intruder: heard.firstIndex(of: intruder) ?? 0))
        }
      }
    }
    trials = found.filter { $0.songs.count == IntruderTest.letters.count }
  }

  // MARK: - Files

  private struct Sheet {
    struct Trial {
      struct Song {
        let letter: String
        let audio: String?
      }

      let number: Int
      let songs: [Song]
    }

    let name: String
    let trials: [Trial]
  }

  private struct Key {
    let name: String
    let key: Markup
  }

  /// The sheet to print or fill in, the form, the key, and the page that scores filled forms; none without
  /// any trial.
  func files(_ name: String) -> [(name: String, text: String)] {
    guard !trials.isEmpty else { return [] }
    let sheet = Sheet(
      name: name,
      trials: trials.map { trial in
        Sheet.Trial(
          number: trial.number,
          songs: zip(IntruderTest.letters, trial.songs).map {
            Sheet.Trial.Song(letter: $0, audio: $1.audio.isEmpty ? nil : $1.audio)
          })
      })
    let key = trials.map { trial in
      """
      {"trial":\(trial.number),"intruder":"\(IntruderTest.letters[trial.intruder])",\
      "clustering":\(jsonText("\(trial.task): \(trial.model), \(trial.clustering)"))}
      """
    }
    let scoring = Key(
      name: name, key: Markup(trusting: "[" + key.joined(separator: ",\n") + "]"))
    return [
      (
        "listening.html",
        Page(
          title: "\(name) · listening test",
          body: Template(PackageResources.listening_mustache)(sheet),
          script: PackageResources.listening_js
        ).html
      ),
      (
        "listening-scores.html",
        Page(
          title: "\(name) · scores of the listening test",
          body: Template(PackageResources.listening_scores_mustache)(scoring),
          script: PackageResources.listening_scores_js
        ).html
      ),
      ("listening.csv", form.commaSeparated), ("listening-key.csv", answers.commaSeparated),
    ]
  }

  private var form: Listing {
    Listing(
      name: "listening", header: ["trial"] + IntruderTest.letters + ["answer"],
      rows: trials.map { trial in
        [.whole(trial.number)] + trial.songs.map { .text($0.path) } + [.text("")]
      })
  }

  private var answers: Listing {
    Listing(
      name: "listening-key",
      header: ["trial", "intruder", "task", "model", "clustering", "cluster"],
      rows: trials.map { trial in
        [
          .whole(trial.number), .text(IntruderTest.letters[trial.intruder]), .text(trial.task),
          .text(trial.model), .text(trial.clustering), .whole(trial.cluster),
        ]
      })
  }
}

extension Experiment.Evaluation {
  /// The evaluated songs of each cluster, sorted by id: a song is in the cluster of most of its clips, the
  /// least of equals.
  public func songs(of assignment: Experiment.Assignment) -> [Int: [String]] {
    guard let clips = projections.first?.songs, clips.count == assignment.clusters.count else {
      return [:]
    }
    var votes: [String: [Int: Int]] = [:]
    for (song, cluster) in zip(clips, assignment.clusters) {
      if let cluster { votes[song, default: [:]][cluster, default: 0] += 1 }
    }
    var found: [Int: [String]] = [:]
    for (song, counts) in votes.sorted(by: { $0.key < $1.key }) {
      let most = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
      if let most { found[most.key, default: []].append(song) }
    }
    return found
  }
}
