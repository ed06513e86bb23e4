import Artifacts
import DataSplit
import Foundation
import Testing

/// A leak planted by changing one thing in a clean experiment.
struct Plant: Sendable, CustomTestStringConvertible {
  let name: String
  /// The check that must find it.
  let code: String
  /// The songs, clips or files that must be named, and no others.
  let objects: [String]
  /// How grave the finding is.
  var severity = AuditArtifact.Severity.error
  /// Checks that notice as well.
  var also: [String] = []
  /// YAML files of the experiment, by path; the others are as the artifacts say.
  var configurations: [String: String] = [:]
  /// Changes the experiment before it is written.
  var change: @Sendable (inout SmallExperiment) -> Void = { _ in }
  /// Changes the files behind Cantus's back.
  var tamper: @Sendable (URL) throws -> Void = { _ in }

  var testDescription: String { name }

  static let all = [
    Plant(
      name: "a song listed in two parts", code: "L01", objects: ["song-3"],
      also: ["L10", "L11"],
      change: { experiment in
        experiment.splitRows = experiment.songs.map { ($0.id, $0.part) } + [("song-3", .test)]
      }),
    Plant(
      name: "the same audio under two names", code: "L02", objects: ["song-20", "song-4"],
      change: { $0.songs[20].digest = $0.songs[4].digest }),
    Plant(
      name: "a re-encoded copy", code: "L03", objects: ["song-22", "song-4"],
      change: { experiment in
        experiment.songs[22].fingerprint = experiment.songs[4].fingerprint.map { $0 ^ 0x10 }
      }),
    Plant(
      name: "a re-encoded copy, with a threshold of nought", code: "L03",
      objects: ["song-22", "song-4"],
      change: { experiment in
        experiment.splitConfiguration = "fingerprint: {threshold: 0}\n"
        experiment.songs[22].fingerprint = experiment.songs[4].fingerprint.map { $0 ^ 0x10 }
      }),
    Plant(
      name: "an excerpt, with fingerprints switched off", code: "L03",
      objects: ["song-19", "song-4"],
      change: { experiment in
        experiment.splitConfiguration = "fingerprint: {enabled: false}\n"
        experiment.songs[19].fingerprint = Array(experiment.songs[4].fingerprint[50..<170])
      }),
    Plant(
      name: "one artist in two parts against the split's own rule", code: "L04",
      objects: ["song-23", "song-5"],
      change: { experiment in
        experiment.splitConfiguration = "group_by: [artist]\n"
        experiment.songs[23].artist = " artist  5"
      }),
    Plant(
      name: "a song of the catalogue without a part", code: "L06", objects: ["song-20"],
      change: { experiment in
        experiment.splitRows = experiment.songs.map { ($0.id, $0.part) }.filter {
          $0.id != "song-20"
        }
        experiment.modelParts = experiment.clips.map {
          $0.song == 20 ? nil : experiment.songs[$0.song].part
        }
      }),
    Plant(
      name: "a song that nobody knows in the split", code: "L06", objects: ["ghost"],
      change: { experiment in
        experiment.splitRows = experiment.songs.map { ($0.id, $0.part) } + [("ghost", .train)]
      }),
    Plant(
      name: "a clip that ends after its song", code: "L06", objects: ["song-2@40.0"],
      change: { $0.clips[8].duration = 21 }),
    Plant(
      name: "a clip that starts before its song", code: "L06", objects: ["song-2@0.0"],
      change: { $0.clips[6].start = -5 }),
    Plant(
      name: "a clip listed under another song", code: "L06", objects: ["song-2@0.0"],
      change: { $0.clips[6].song = 1 }),
    Plant(
      name: "a clip that is there twice", code: "L06", objects: ["song-2@0.0"],
      change: { $0.clips.append($0.clips[6]) }),
    Plant(
      name: "a song lost between audio and features", code: "L06", objects: ["song-7"],
      change: { experiment in
        experiment.modelClips = nil
        experiment.clips.removeAll { $0.song == 7 }
      }),
    Plant(
      name: "a model of other clips", code: "L06", objects: ["song-23@40.0"],
      change: { $0.modelClips = Array($0.clips.dropLast()) }),
    Plant(
      name: "a model that used another split", code: "L06", objects: ["song-0"],
      change: { experiment in
        experiment.modelParts = experiment.clips.map {
          $0.song == 0 ? .test : experiment.songs[$0.song].part
        }
      }),
    Plant(
      name: "a model trained on a test song", code: "L10", objects: ["song-23"],
      change: { $0.parameterRows = $0.trainingRows + [69, 70] }),
    Plant(
      name: "a model trained on everything", code: "L10",
      objects: (18..<24).map { "song-\($0)" },
      change: { $0.parameterRows = Array($0.clips.indices) }),
    Plant(
      name: "a model that does not say what it was trained on", code: "L10",
      objects: ["models/mel/vae/seed-42.h5"], change: { $0.recordsParameters = false }),
    Plant(
      name: "standardization that saw a validation song", code: "L11", objects: ["song-18"],
      change: { $0.standardizationRows = $0.trainingRows + [54] }),
    Plant(
      name: "standardization of rows that do not exist", code: "L11",
      objects: ["row -1", "row 72"], change: { $0.standardizationRows = [-1, 0, 72] }),
    Plant(
      name: "a model that says nothing of what was fitted", code: "L11",
      objects: ["models/mel/vae/seed-42.h5"], also: ["L10", "L12"],
      change: { experiment in
        experiment.recordsParameters = false
        experiment.recordsStandardization = false
        experiment.recordsSelection = false
      }),
    Plant(
      name: "one song under two spellings", code: "L05", objects: ["song-2", "song-22"],
      change: { experiment in
        experiment.songs[2].artist = "Céline"
        experiment.songs[22].artist = "CELINE feat. Artist 22"
        experiment.songs[22].title = "Title 2 (Live)"
      }),
    Plant(
      name: "the same lyrics, compared or not", code: "L05", objects: ["song-1", "song-19"],
      change: { experiment in
        experiment.splitConfiguration = "lyrics: {enabled: false}\n"
        experiment.songs[1].lyrics = (0..<80).map { "word\($0)" }.joined(separator: " ")
        experiment.songs[19].lyrics = experiment.songs[1].lyrics.uppercased() + " and more"
      }),
    Plant(
      name: "a label that differs from the catalogue's", code: "L06", objects: ["song-8"],
      change: { experiment in
        experiment.featureLanguages = experiment.songs.map(\.language)
        experiment.featureLanguages?[8] = "en"
      }),
    Plant(
      name: "an epoch chosen on a test song", code: "L12", objects: ["song-22"],
      change: { $0.selectionRows = [54, 55, 66] }),
    Plant(
      name: "an epoch chosen nobody knows where", code: "L12",
      objects: ["models/mel/vae/seed-42.h5"], change: { $0.recordsSelection = false }),
    Plant(
      name: "clusters fitted to what they score, though they say training", code: "L13",
      objects: ["song-18", "song-19", "song-20", "song-21", "song-22", "song-23"],
      change: { experiment in
        experiment.fit = "training"
        experiment.fittedRows = Array(0..<72)
      }),
    Plant(
      name: "k chosen by a label", code: "L14", objects: ["scores/mel/vae/seed-42.h5"],
      change: { $0.evaluationConfiguration = "tasks:\n- {label: language, k: ami}\n" }),
    Plant(
      name: "training songs that are scored", code: "L15", objects: ["scores/mel/vae/seed-42.h5"],
      severity: .warning,
      change: { experiment in
        experiment.evaluated = Array(0..<72)
        experiment.clusters = experiment.evaluated.map { $0 / 3 % 2 }
      }),
    Plant(
      name: "a model scored by the label it says it was told", code: "L20",
      objects: ["scores/mel/vae/seed-42.h5"], change: { $0.conditionedOn = ["language"] }),
    Plant(
      name: "a model scored by the label that its settings tell it", code: "L20",
      objects: ["scores/mel/vae/seed-42.h5"],
      change: { $0.modelConfiguration = "kind: cvae\ncondition: {label: language}\n" }),
    Plant(
      name: "a model told its label, with scores marked", code: "L20",
      objects: ["scores/mel/vae/seed-42.h5"], severity: .warning,
      change: { experiment in
        experiment.conditionedOn = ["language"]
        experiment.isValid = false
      }),
    Plant(
      name: "a feature that is the label", code: "L21", objects: ["second"],
      change: { $0.featureValues = { [Float($0 % 5), Float($0 % 2)] } }),
    Plant(
      name: "a label that is missing", code: "L22", objects: ["song-3", "song-4"],
      severity: .warning,
      change: { experiment in
        for song in [3, 4] { experiment.songs[song].language = "" }
      }),
    Plant(
      name: "a label that is invented", code: "L22", objects: ["song-3"],
      change: { experiment in
        experiment.featureLanguages = experiment.songs.map(\.language)
        experiment.songs[3].language = ""
      }),
    Plant(
      name: "a silhouette measured nobody knows where", code: "L30", objects: ["silhouette"],
      change: { $0.space = "" }),
    Plant(
      name: "sampled latents", code: "L31", objects: ["scores/mel/vae/seed-42.h5"],
      change: { $0.space = "latent sample" }),
    Plant(
      name: "a language of one codec", code: "L32", objects: ["codec", "language"],
      severity: .warning,
      change: { experiment in
        for song in experiment.songs.indices {
          experiment.songs[song].codec = ["flac", "mp3"][song % 2]
        }
      }),
    Plant(
      name: "a language that is louder", code: "L32", objects: ["language", "loudness class"],
      severity: .warning,
      change: { experiment in
        for song in experiment.songs.indices {
          experiment.songs[song].loudness = -14 - Double(song % 2) - Double(song) / 100
        }
      }),
    Plant(
      name: "a label too rare to test", code: "L33", objects: ["hi"], severity: .warning,
      change: { $0.songs[20].language = "hi" }),
    Plant(
      name: "a clustering that says nothing", code: "L34", objects: ["scores/mel/vae/seed-42.h5"],
      severity: .warning, change: { $0.clusters = $0.evaluated.map { _ in 0 } }),
    Plant(
      name: "a silhouette in another model's space", code: "L35",
      objects: ["scores/mel/vae/seed-42.h5"], severity: .warning,
      change: { $0.space = "latent of model mfcc/resampled" }),
    Plant(
      name: "scores edited behind everybody's back", code: "L40",
      objects: ["scores/mel/vae/seed-42.h5"],
      tamper: { folder in
        let scores = folder.appending(path: "scores/mel/vae/seed-42.h5")
        var bytes = try Data(contentsOf: scores)
        guard let place = bytes.firstRange(of: Data("k-means".utf8)) else { return }
        bytes.replaceSubrange(place, with: Data("ward's ".utf8))
        try bytes.write(to: scores)
      }),
    Plant(
      name: "settings edited since", code: "L41", objects: ["split.h5"],
      configurations: ["split.yaml": "seed: 43\n"]),
    Plant(
      name: "a split edited by hand", code: "L40",
      objects: ["models/mel/vae/seed-42.h5", "scores/mel/vae/seed-42.h5", "split.h5"],
      also: ["L06", "L10", "L11"],
      tamper: { folder in
        var experiment = SmallExperiment()
        experiment.songs[0].part = .test
        try experiment.writeSplit(
          folder.appending(path: "split.h5").path(),
          from: [0, 1].map { folder.appending(path: "audio/S\($0).h5").path() })
      }),
    Plant(
      name: "a missing shard", code: "L40", objects: ["features/mel.h5", "features/mel/S1.h5"],
      tamper: { try FileManager.default.removeItem(at: $0.appending(path: "features/mel/S1.h5")) }),
    Plant(
      name: "a truncated model", code: "L40",
      objects: ["models/mel/vae/seed-42.h5", "scores/mel/vae/seed-42.h5"],
      tamper: { folder in
        let model = folder.appending(path: "models/mel/vae/seed-42.h5")
        try Data(contentsOf: model).prefix(1000).write(to: model)
      }),
    Plant(
      name: "a text file among the scores", code: "L40", objects: ["scores/mel/note.h5"],
      tamper: { try Data("no artifact".utf8).write(to: $0.appending(path: "scores/mel/note.h5")) }),
    Plant(
      name: "no split at all", code: "L40",
      objects: ["models/mel/vae/seed-42.h5", "scores/mel/vae/seed-42.h5", "split.h5"],
      tamper: { try FileManager.default.removeItem(at: $0.appending(path: "split.h5")) }),
    Plant(
      name: "too many broken songs", code: "L43", objects: ["broken"],
      change: { $0.quarantineSettings = "max_quarantined: 0.01\n" }),
  ]
}
