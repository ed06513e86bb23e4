import AudioFeatures
import Configuration
import ExternalVectors
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("External vectors")
struct ExternalVectorsTests {
  private func open(_ yaml: String, in folder: URL) throws -> ExternalVectors {
    let settings = try configuration(parsing: yaml, name: "F.yaml") { try ExternalSettings($0) }
    return try ExternalVectors(
      settings.settings, relativeTo: folder.path(percentEncoded: false))
  }

  /// Two vectors of three numbers, in both kinds of file, with the ids b and a.
  private func write(to folder: URL, ids: String = "song_id,title\nb,x\na,y\n") throws {
    let values: [Float] = [1, 2, 3, 4, .nan, 6]
    try npy(header("<f4", "(2, 3)"), bytes(values)).write(to: folder.appending(path: "v.npy"))
    try Data(ids.utf8).write(to: folder.appending(path: "ids.csv"))
    let file = try HDF5File(creating: folder.appending(path: "v.h5").path(percentEncoded: false))
    try file.createDimension("row", length: 2)
    try file.createDimension("column", length: 3)
    try file.write(values.map(Double.init), to: "values", dimensions: ["row", "column"])
    try file.write([Int64(1), 2, 3, 4, 5, 6], to: "whole", dimensions: ["row", "column"])
    try file.write([1.5, 2], to: "flat", dimensions: ["row"])
    try file.close()
  }

  @Test(arguments: ["v.npy", "v.h5"])
  func `Vectors are found by id`(name: String) throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      let vectors = try open("file: \(name)\nids: ids.csv", in: folder)
      #expect(vectors.width == 3)
      #expect(try vectors.vector(of: "b") == [1, 2, 3])
      for (id, word) in [("c", "no row c"), ("a", "not finite")] {
        let error = #expect(throws: ExternalVectorsError.self) { _ = try vectors.vector(of: id) }
        #expect(error?.description.contains(word) == true)
      }
    }
  }

  @Test(arguments: [
    ("song_id\na\na\n", "“a” twice"), ("song_id\na\n", "1 ids, but"),
    ("id\na\nb\n", "column song_id"),
    ("song_id,x\na\n", "ids.csv:2"), ("", "is empty"),
  ])
  func `Ids that do not fit are refused with a sentence`(ids: String, word: String) throws {
    try withTemporaryDirectory { folder in
      try write(to: folder, ids: ids)
      let error = #expect(throws: ExternalVectorsError.self) {
        _ = try open("file: v.npy\nids: ids.csv", in: folder)
      }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test(arguments: ["whole", "flat"])
  func `Datasets of another shape or type are refused`(dataset: String) throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      #expect(throws: ExternalVectorsError.self) {
        _ = try open("file: v.h5\ndataset: \(dataset)\nids: ids.csv", in: folder)
      }
      #expect(throws: HDF5Error.self) {
        _ = try open("file: v.h5\ndataset: none\nids: ids.csv", in: folder)
      }
    }
  }

  @Test func `Missing files are told from wrong ones`() throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      for yaml in [
        "file: w.npy\nids: ids.csv", "file: w.h5\nids: ids.csv", "file: v.npy\nids: x.csv",
      ] {
        let error = #expect(throws: ExternalVectorsError.self) { _ = try open(yaml, in: folder) }
        #expect(error?.isAbsence == true)
      }
    }
  }

  @Test(arguments: [
    "file: v.npy", "ids: ids.csv", "file: v.csv\nids: i.csv",
    "file: v.npy\nids: i.csv\njoin: artist",
    "file: v.npy\ndataset: values\nids: i.csv",
  ])
  func `Settings that make no sense are refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) {
      try configuration(parsing: yaml, name: "F.yaml") { try ExternalSettings($0) }
    }
  }
}
