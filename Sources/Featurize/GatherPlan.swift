import Artifacts
import Foundation
import StageKit

/// What the merged features of several shards hold, and where each shard's clips go in them.
///
/// It is made from the shards' tables alone; features are copied shard by shard afterwards, so that
/// memory does not grow with them.
struct GatherPlan {
  /// The configuration that all shards share.
  let configuration: String
  let axes: [FeatureAxis]
  let unit: String
  /// Texts that values are put into, where there are any.
  let sentences: Sentences?
  /// All songs, by id.
  let songs: Songs
  /// All clips, by song id and time.
  let clips: Clips
  /// All songs that could not be used, by id.
  let quarantine: [QuarantinedSong]
  /// For each shard, where each of its clips goes.
  let rows: [[Int]]

  /// Reads the tables of shards.
  ///
  /// - Parameter shards: Their paths, at least one.
  /// - Throws: ``StageFailure`` when shards were made with different settings, from audio in different
  ///   folders (of different corpora) or share a song, or when there is no clip at all.
  init(of shards: [String]) throws {
    let first = try FeaturesArtifact(reading: shards[0])
    (configuration, axes, unit) = (first.provenance.configuration, first.axes, first.unit)
    sentences = first.sentences
    let audio = audioFolder(of: shards[0], first.provenance)
    let labels = first.songs.labels
    let columns = first.songs.table.columns.map(\.name)
    var (tables, quarantine): ([Table], [QuarantinedSong]) = ([], [])
    var (ids, starts, durations): ([String], [Double], [Double]) = ([], [], [])
    // Each clip's song, as a row of all songs in order of shards; how many clips each shard has.
    var (songOfClip, counts): ([Int], [Int]) = ([], [])
    var songCount = 0
    for path in shards {
      let shard = try FeaturesArtifact(reading: path)
      guard shard.provenance.configuration == configuration, shard.axes == axes, shard.unit == unit,
        shard.sentences == sentences
      else {
        throw StageFailure(
          .badData, "\(path) and \(shards[0]) were made with different settings: extract both again"
        )
      }
      if let mine = audioFolder(of: path, shard.provenance), mine != audio {
        throw StageFailure(
          .badData,
          "\(path) was made from audio in \(mine), \(shards[0]) from audio in \(audio ?? "no file"): "
            + "gather the shards of one corpus")
      }
      guard shard.songs.labels == labels, shard.songs.table.columns.map(\.name) == columns else {
        throw StageFailure(
          .badData, "\(path) and \(shards[0]) have different columns: ingest both again")
      }
      tables.append(shard.songs.table)
      quarantine += shard.quarantine
      ids += shard.clips.ids
      starts += shard.clips.starts
      durations += shard.clips.durations
      songOfClip += shard.clips.songs.map { $0 + songCount }
      counts.append(shard.clips.count)
      songCount += shard.songs.count
    }
    guard !ids.isEmpty else {
      throw StageFailure(
        .badData,
        "none of the songs has features: \(quarantine.first?.reason ?? "there are no songs")")
    }

    let all: Songs
    do {
      all = try Songs(Table(concatenating: tables), labels: labels)
    } catch {
      throw StageFailure(.badData, "\(shards.joined(separator: ", ")): \(error)")
    }
    let songOrder = all.ids.indices.sorted { all.ids[$0] < all.ids[$1] }
    let songRanks = inverse(songOrder)
    let clipOrder = ids.indices.sorted {
      (songRanks[songOfClip[$0]], $0) < (songRanks[songOfClip[$1]], $1)
    }
    songs = try all.selecting(rows: songOrder)
    clips = Clips(
      ids: ids, songs: songOfClip.map { songRanks[$0] }, starts: starts, durations: durations
    ).selecting(rows: clipOrder)
    self.quarantine = quarantine.sorted { $0.songID < $1.songID }
    let places = inverse(clipOrder)
    var end = 0
    rows = counts.map { count in
      end += count
      return Array(places[(end - count)..<end])
    }
  }
}

/// The folder of the audio that a shard was made from, its first input; `nil` where it records none.
private func audioFolder(of shard: String, _ provenance: Provenance) -> String? {
  provenance.inputs.first.map { input in
    URL(filePath: input.path, relativeTo: URL(filePath: shard).deletingLastPathComponent())
      .deletingLastPathComponent().standardizedFileURL.path(percentEncoded: false)
  }
}

/// Where each index stands in an order.
private func inverse(_ order: [Int]) -> [Int] {
  var places = [Int](repeating: 0, count: order.count)
  for (place, index) in order.enumerated() { places[index] = place }
  return places
}
