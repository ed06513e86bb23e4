// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is compiled alike: warnings are errors, and memory-unsafe code says so.
let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

/// A system library found by pkg-config, described by Sources/<name>/module.modulemap.
func system(_ name: String, _ pkgConfig: String, apt package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies + [argumentParser], swiftSettings: settings)
}

/// Tests of the library `name`, in Tests/<name>Tests.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let cModules = [
  system("CSndFile", "sndfile", apt: "libsndfile1-dev"),
  system("CSoxr", "soxr", apt: "libsoxr-dev"),
  system("CHDF5", "hdf5", apt: "libhdf5-dev"),
  system("CFFTW", "fftw3f", apt: "libfftw3-dev"),
  system("COpenBLAS", "openblas", apt: "libopenblas-dev"),
  system("CTagLib", "taglib_c", apt: "libtagc0-dev"),
  system("CChromaprint", "libchromaprint", apt: "libchromaprint-dev"),
  system("CLoudness", "libebur128", apt: "libebur128-dev"),
  system("CCrypto", "libcrypto", apt: "libssl-dev"),
  system("CSentencePieceLibrary", "sentencepiece", apt: "libsentencepiece-dev"),
  .target(name: "CSentencePiece", dependencies: ["CSentencePieceLibrary"]),
  .systemLibrary(name: "CLinux"),
  .target(name: "CKernels"),
]

let wrappers = [
  library("SoundFile", ["CSndFile"]),
  library("Resampling", ["CSoxr"]),
  library("HDF5", ["CHDF5", "Kernels"]),
  library("Fourier", ["CFFTW", "Kernels"]),
  library("LinearAlgebra", ["COpenBLAS", "Kernels", "Parallelism"]),
  library("AudioTags", ["CTagLib"]),
  library("Fingerprint", ["CChromaprint"]),
  library("Digest", ["CCrypto", "Parallelism"]),
  library("Kernels", ["CKernels"]),
  library("SentencePiece", ["CSentencePiece"]),
  library("Safetensors", ["LinearAlgebra"]),
  library("Configuration", [yams]),
  library("ONNX", [protobuf]),
]

let domain = [
  library("Isolation"),
  library("Loudness", ["Kernels"]),
  library("Parallelism"),
  library("Randomness"),
  library("Composition", ["Randomness"]),
  library("Corpus", ["AudioTags", "Configuration", "Randomness"]),
  library(
    "AudioDecoding",
    [
      "SoundFile", "Resampling", "Fingerprint", "Loudness", "Digest", "Configuration", "Isolation",
      "Kernels",
    ]),
  library(
    "AudioFeatures",
    [
      "Fourier", "Kernels", "LinearAlgebra", "Loudness", "Resampling", "TextFeatures",
      "Configuration",
    ]),
  library(
    "TextFeatures",
    [
      "Kernels", "LinearAlgebra", "Parallelism", "Randomness", "Safetensors", "SentencePiece",
      "Configuration",
    ]),
  library("ExternalVectors", ["AudioFeatures", "Corpus", "HDF5"]),
  library("DataSplit", ["LinearAlgebra", "Parallelism", "Randomness", "Configuration"]),
  library("NeuralNetwork", ["Kernels", "LinearAlgebra", "Randomness", "Parallelism"]),
  library(
    "Autoencoders",
    [
      "NeuralNetwork", "Clustering", "Projection", "LinearAlgebra", "Kernels", "Randomness",
      "Parallelism", "Configuration",
    ]),
  library("ClusterMetrics", ["Kernels", "LinearAlgebra", "Parallelism"]),
  library(
    "Clustering",
    ["Kernels", "LinearAlgebra", "Randomness", "Parallelism", "Configuration"]),
  library("Projection", ["Kernels", "LinearAlgebra", "Randomness", "Parallelism"]),
  library("Statistics", ["Randomness", "Parallelism"]),
]

/// Training by several processes needs MPI; make asks for it where Open MPI is installed.
let hasMPI = Context.environment["CANTUS_MPI"] == "1"
let messagePassing: [Target] =
  (hasMPI ? [system("CMPI", "ompi-c", apt: "libopenmpi-dev")] : []) + [
    .target(
      name: "MessagePassing", dependencies: ["NeuralNetwork"] + (hasMPI ? ["CMPI"] : []),
      swiftSettings: settings + (hasMPI ? [.define("MPI")] : []))
  ]

let pipeline = [
  library("Artifacts", ["CLinux", "DataSplit", "HDF5", "Digest", "LinearAlgebra"]),
  library("ModelExport", ["Autoencoders", "NeuralNetwork", "ONNX", protobuf]),
  library("StageKit", ["Artifacts", "CLinux", "Configuration", "HDF5", argumentParser]),
  library(
    "TrainingData",
    [
      "StageKit", "Artifacts", "AudioFeatures", "Autoencoders", "DataSplit", "TextFeatures",
      "Configuration", "LinearAlgebra",
    ]),
  library(
    "LeakageAudit",
    [
      "StageKit", "Artifacts", "Autoencoders", "ClusterMetrics", "Configuration", "DataSplit",
      "LinearAlgebra", "Randomness", "Statistics", "TrainingData",
    ]),
  library("Charts"),
  .target(
    name: "Reporting", dependencies: ["Charts", "Digest", "Randomness", mustache],
    resources: [.embedInCode("Templates")], swiftSettings: settings),
]

let programs = [
  program(
    "Ingest",
    [
      "StageKit", "Artifacts", "Corpus", "AudioDecoding", "AudioTags", "Configuration",
      "Isolation", "Parallelism",
    ]),
  program(
    "Featurize",
    [
      "StageKit", "Artifacts", "AudioFeatures", "ExternalVectors", "TextFeatures",
      "Configuration", "LinearAlgebra", "Parallelism",
    ]),
  program(
    "Split",
    ["StageKit", "Artifacts", "Corpus", "DataSplit", "LeakageAudit", "Configuration"]),
  program(
    "Train",
    [
      "StageKit", "Artifacts", "Autoencoders", "Clustering", "DataSplit", "MessagePassing",
      "ModelExport", "NeuralNetwork", "TrainingData", "Configuration", "LinearAlgebra",
      "Projection", "Randomness",
    ]),
  program(
    "Evaluate",
    [
      "StageKit", "Artifacts", "Clustering", "ClusterMetrics", "DataSplit", "Projection",
      "Configuration",
      "LinearAlgebra", "Randomness", "Statistics",
    ]),
  program(
    "Report",
    [
      "StageKit", "Artifacts", "Charts", "ClusterMetrics", "Corpus", "DataSplit", "Reporting",
      "LinearAlgebra", "Randomness", "Statistics",
    ]),
  program(
    "DemoCorpus",
    [
      "StageKit", "Artifacts", "AudioTags", "Composition", "Parallelism", "Randomness", "SoundFile",
    ]),
  .executableTarget(
    name: "EvaluationBenchmark",
    dependencies: [
      "Clustering", "ClusterMetrics", "Configuration", "LinearAlgebra", "Projection", "Randomness",
      argumentParser,
    ],
    path: "Benchmarks/EvaluationBenchmark", swiftSettings: settings),
]

/// What benchmarks measure apart from the programs; Benchmarks/*.py run it.
let benchmarks: [Target] = [
  .executableTarget(
    name: "LibraryBenchmark",
    dependencies: [
      "AudioDecoding", "AudioFeatures", "Configuration", "Parallelism", "Resampling", "SoundFile",
    ],
    path: "Benchmarks/Libraries", swiftSettings: settings),
  .executableTarget(
    name: "TrainingSteps",
    dependencies: [
      "Autoencoders", "Configuration", "LinearAlgebra", "NeuralNetwork", "Randomness",
      argumentParser,
    ],
    path: "Benchmarks/TrainingSteps", swiftSettings: settings),
  .executableTarget(
    name: "TextBenchmark", dependencies: ["Configuration", "TextFeatures"],
    path: "Benchmarks/TextBenchmark", swiftSettings: settings),
]

let testTargets =
  [
    .target(
      name: "TestSupport", dependencies: ["CLinux", "HDF5", "Randomness"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    tests("Configuration"),
    tests("Isolation"),
    tests("Kernels", ["Randomness"]),
    tests("Parallelism"),
    tests("Randomness"),
    tests("LinearAlgebra", ["Randomness"]),
    tests("AudioTags", ["Parallelism", "SoundFile"]),
    tests("Composition", ["Randomness"]),
    tests("HDF5"),
    tests("SoundFile"),
    tests("Artifacts", ["DataSplit", "HDF5", "LinearAlgebra"]),
    tests("Corpus", ["AudioTags", "Configuration"]),
    tests(
      "AudioDecoding",
      [
        "SoundFile", "Resampling", "Fingerprint", "Loudness", "CLoudness", "Configuration", "HDF5",
        "Randomness",
      ]),
    tests(
      "AudioFeatures",
      ["Fourier", "HDF5", "Configuration", "LinearAlgebra", "Parallelism", "Randomness"]),
    tests("TextFeatures", ["Configuration", "Corpus", "HDF5", "LinearAlgebra", "Randomness"]),
    tests("ExternalVectors", ["AudioFeatures", "Configuration", "HDF5"]),
    tests("DataSplit", ["Configuration", "HDF5", "Randomness"]),
    tests(
      "LeakageAudit",
      [
        "Artifacts", "Autoencoders", "Configuration", "DataSplit", "HDF5", "LinearAlgebra",
        "Randomness", "TextFeatures", "TrainingData",
      ]),
    tests("NeuralNetwork", ["LinearAlgebra", "Randomness", "HDF5"]),
    tests(
      "Autoencoders",
      ["NeuralNetwork", "Projection", "LinearAlgebra", "Randomness", "Configuration", "HDF5"]),
    tests("Clustering", ["Configuration", "HDF5", "LinearAlgebra", "Randomness"]),
    tests("ClusterMetrics", ["HDF5", "LinearAlgebra", "Randomness"]),
    tests("Projection", ["LinearAlgebra", "Randomness", "HDF5"]),
    tests("Statistics", ["HDF5", "Randomness"]),
    .testTarget(
      name: "TrainTests",
      dependencies: [
        "Train", "TestSupport", "Artifacts", "DataSplit", "HDF5", "LinearAlgebra", "ONNX",
        "Randomness", protobuf,
      ],
      swiftSettings: settings),
    tests("Charts"),
    tests("Reporting", ["Charts"]),
    .testTarget(
      name: "EvaluateTests",
      dependencies: [
        "Evaluate", "TestSupport", "Artifacts", "ClusterMetrics", "DataSplit", "LinearAlgebra",
        "Randomness",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "FeaturizeTests",
      dependencies: [
        "Featurize", "TestSupport", "Artifacts", "AudioFeatures", "Configuration", "LinearAlgebra",
        "Randomness",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ReportTests",
      dependencies: ["Report", "TestSupport", "Artifacts", "DataSplit", "LinearAlgebra"],
      swiftSettings: settings),
    .testTarget(
      name: "PipelineTests",
      dependencies: ["TestSupport", "Artifacts", "DataSplit", "Randomness", "SoundFile"],
      swiftSettings: settings),
  ] as [Target]

let package = Package(
  name: "cantus",
  products: [
    .executable(name: "cantus-ingest", targets: ["Ingest"]),
    .executable(name: "cantus-featurize", targets: ["Featurize"]),
    .executable(name: "cantus-split", targets: ["Split"]),
    .executable(name: "cantus-train", targets: ["Train"]),
    .executable(name: "cantus-evaluate", targets: ["Evaluate"]),
    .executable(name: "cantus-report", targets: ["Report"]),
    .executable(name: "cantus-demo-corpus", targets: ["DemoCorpus"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: cModules + wrappers + domain + messagePassing + pipeline + programs + benchmarks
    + testTargets,
  swiftLanguageModes: [.v6], cxxLanguageStandard: .cxx17
)
