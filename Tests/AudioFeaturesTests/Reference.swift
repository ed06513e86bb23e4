import AudioFeatures
import Configuration
import HDF5
import TestSupport

/// Reads one dataset of reference values made by librosa.
func reference(_ dataset: String) throws -> [Float] {
  try HDF5File(reading: fixture("features/features.h5")).reals(dataset).map { Float($0) }
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
