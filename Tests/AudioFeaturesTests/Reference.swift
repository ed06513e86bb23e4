import AudioFeatures
import Configuration
import HDF5
import TestSupport

/// Reads one dataset of reference values made by librosa.
func reference(
  _ dataset: String, in file: String = "features/features.h5"
) throws -> [Float] {
  try HDF5File(reading: fixture(file)).reals(dataset).map { Float($0) }
}

/// The signal of the reference values, at 22,050 Hz.
func referenceSignal() throws -> [Float] {
  try HDF5File(reading: fixture("features/features.h5")).integers("music/samples")
    .map { Float($0) / 32768 }
}

/// The settings of a feature set given as YAML.
func settings(_ yaml: String) throws -> FeatureSettings {
  try configuration(parsing: yaml, name: "F.yaml") { try FeatureSettings($0) }.settings
}

/// A window as long as the reference signal: 16,000 samples at 22,050 Hz.
let referenceWindow = "window: \(16000.0 / 22050)\n"

/// The features of one clip at 22,050 Hz.
func features(of clip: [Float], _ yaml: String) throws -> [Float] {
  var extractor = try FeatureExtractor(settings(yaml), sampleRate: 22050)
  return try extractor.features(of: clip.span)
}

/// Reads one dataset of reference values of a piece of music made by librosa.
func tonalReference(_ dataset: String) throws -> [Float] {
  try reference(dataset, in: "tonal/tonal.h5")
}

/// That piece, 8 s at 22,050 Hz.
func piece() throws -> [Float] {
  try HDF5File(reading: fixture("tonal/tonal.h5")).integers("samples").map { Float($0) / 128 }
}

/// The features of that piece.
func featuresOfPiece(_ yaml: String) throws -> [Float] {
  try features(of: piece(), "window: 8\n" + yaml)
}

/// The frames 0, step, 2·step … of a course of features, feature by feature.
func every(_ step: Int, frameOf course: [Float], frames: Int) -> [Float] {
  stride(from: 0, to: course.count, by: frames).flatMap { start in
    stride(from: 0, to: frames, by: step).map { course[start + $0] }
  }
}
