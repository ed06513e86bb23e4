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
