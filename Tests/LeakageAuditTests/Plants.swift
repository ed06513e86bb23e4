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
  /// Checks that notice as well.
  var also: [String] = []
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
      objects: ["models/mel/vae/seed-42.h5"], also: ["L10"],
      change: { experiment in
        experiment.recordsParameters = false
        experiment.recordsStandardization = false
      }),
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
