import Artifacts
import AudioFeatures
import Configuration
import ExternalVectors
import Foundation
import LinearAlgebra
import StageKit
import TextFeatures

/// A feature set as its file describes it.
struct FeatureFile {
  /// The YAML file.
  let path: String
  /// Where the features go.
  let output: String
  let settings: FeatureSettings
  /// The complete file, defaults included.
  let yaml: String

  init(_ path: String, as variants: [String], output: String) throws {
    self.path = path
    self.output = output
    let configured = try Configuration.configuration(reading: path, as: variants) {
      try FeatureSettings($0)
    }
    settings = configured.settings
    yaml = configured.yaml
  }

  /// What paths in the file are relative to.
  var folder: String {
    URL(filePath: path).deletingLastPathComponent().relativePath
  }

  /// The files that a user brings, if the set is made of such.
  var broughtFiles: [String] {
    switch settings.features {
    case .external(let settings):
      let paths = settings.paths(relativeTo: folder)
      return [paths.file, paths.ids]
    case .transformer(let lyrics): return lyrics.encoder.files(relativeTo: folder)
    case .descriptorWords(let words): return words.encoder.files(relativeTo: folder)
    default: return []
    }
  }

  /// Opens an encoder.
  ///
  /// - Throws: ``StageFailure`` where it cannot be used.
  func encoder(_ settings: EncoderSettings) throws -> TextEncoder {
    do {
      return try TextEncoder(settings, relativeTo: folder)
    } catch {
      throw StageFailure(.usage, "\(path): \(error)")
    }
  }
}

extension TextEncoder {
  /// The vectors of sentences, each once.
  fileprivate func sentences(_ texts: [String]) throws -> Sentences {
    let vectors = try vectors(of: texts, threads: 1).flatMap { try $0.get() }
    return Sentences(texts, Matrix(rows: texts.count, columns: width, elements: vectors))
  }
}

/// A feature set that is about to be made of a shard.
struct FeatureSet {
  /// How features come about.
  enum Source {
    /// From clips of audio.
    case audio(PlannedFeatures)
    /// From files that a user brings.
    case external(ExternalSettings, folder: String)
    /// From what is known of songs beside their audio.
    case songs(SongSource)
  }

  let output: String
  let source: Source
  let axes: [FeatureAxis]
  let unit: String
  /// Texts that values are put into when a model is fitted.
  let sentences: Sentences?
  let windows: Windows
  let provenance: Provenance

  /// The clips of a song without audio.
  var clipsWithoutAudio: [Clip] {
    if case .audio = source { return [] }
    return [.withoutAudio]
  }

  /// Prepares a set for a shard.
  ///
  /// - Parameters:
  ///   - file: The set.
  ///   - provenance: What it is made from.
  ///   - sampleRate: Of the shard, Hz.
  /// - Throws: ``StageFailure`` where the settings do not suit the audio.
  init(_ file: FeatureFile, _ provenance: Provenance, sampleRate: Double) throws {
    switch file.settings.features {
    case .external(let settings):
      source = .external(settings, folder: file.folder)
      let vectors = try openVectors(settings, folder: file.folder)
      let digits = String(vectors.width).count
      axes = [
        FeatureAxis(
          "component",
          .texts((1...vectors.width).map { String(format: "external_%0\(digits)d", $0) }))
      ]
      unit = "1"
    case .tfidf(let terms):
      (source, axes, unit) = Self.parts(of: .terms(terms), unit: "mixed")
    case .scriptStatistics(let statistics):
      (source, axes, unit) = Self.parts(of: .scripts(statistics), unit: "mixed")
    case .metadata(let settings):
      (source, axes, unit) = Self.parts(of: .catalogue(settings), unit: "1")
    case .transformer(let lyrics):
      let encoder = try file.encoder(lyrics.encoder)
      (source, axes, unit) = Self.parts(of: .encoded(lyrics.cleaning, encoder), unit: "1")
    default:
      do {
        let planned = try PlannedFeatures(file.settings, sampleRate: sampleRate)
        source = .audio(planned)
        axes = planned.dimensions.map(FeatureAxis.init)
        unit = planned.unit
      } catch {
        throw StageFailure(.usage, "\(file.path): \(error)")
      }
    }
    if case .descriptorWords(let settings) = file.settings.features {
      let encoder = try file.encoder(settings.encoder)
      sentences = try encoder.sentences(DescriptorWords.sentences)
    } else {
      sentences = nil
    }
    output = file.output
    windows = file.settings.windows(sampleRate: sampleRate)
    self.provenance = provenance
  }
}

extension FeatureSet {
  private static func parts(
    of source: SongSource, unit: String
  ) -> (source: Source, axes: [FeatureAxis], unit: String) {
    (.songs(source), source.axes, unit)
  }

  /// How features are computed, where they are.
  var planned: PlannedFeatures? {
    guard case .audio(let planned) = source else { return nil }
    return planned
  }

  /// The clips of a shard, song by song.
  func clips(of audio: borrowing AudioArtifact) -> [SongClip] {
    var clips: [SongClip] = []
    for song in 0..<audio.songs.count {
      let length = audio.sampleCount(song: song)
      clips += (length == 0 ? clipsWithoutAudio : windows.clips(of: length)).map {
        SongClip(song: song, clip: $0)
      }
    }
    return clips
  }
}

/// Sets in groups that are computed together: with the same clips and the same frames.
func sharing(_ sets: [FeatureSet]) -> [[FeatureSet]] {
  var groups: [[FeatureSet]] = []
  for set in sets {
    let group = groups.firstIndex { group in
      guard case .audio(let first) = group[0].source, case .audio(let planned) = set.source else {
        return false
      }
      return group[0].windows == set.windows && first.frames == planned.frames
    }
    if let group { groups[group].append(set) } else { groups.append([set]) }
  }
  return groups
}

/// Opens the vectors that a user brings.
///
/// - Throws: ``StageFailure`` where they cannot be used.
func openVectors(_ settings: ExternalSettings, folder: String) throws -> ExternalVectors {
  do {
    return try ExternalVectors(settings, relativeTo: folder)
  } catch let error as ExternalVectorsError {
    throw StageFailure(error.isAbsence ? .noInput : .badData, error.description)
  }
}

extension FeatureAxis {
  fileprivate init(_ dimension: FeatureDimension) {
    switch dimension.coordinates {
    case .numbers(let numbers, let unit): self.init(dimension.name, .reals(numbers), unit: unit)
    case .names(let names): self.init(dimension.name, .texts(names))
    }
  }
}
