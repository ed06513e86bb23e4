import DataSplit
import LeakageAudit
import StageKit

extension SongSplit {
  /// Splits the songs of a catalogue's shards.
  ///
  /// - Throws: ``StageFailure`` of status `badData`: these songs cannot be split as the settings ask.
  init(
    of shards: [CatalogueShard], _ settings: SplitSettings, given: GivenSplit?, threads: Int
  ) throws {
    do {
      try self.init(
        of: shards.flatMap(\.songs), settings: settings, given: given?.parts ?? [:],
        threads: threads)
    } catch {
      throw StageFailure(.badData, error.description)
    }
  }
}
