/// What the process that decodes songs tells the one that started it.
public enum SongReport: Sendable, Equatable, Codable {
  /// The song is decoded, and its samples are in the spool.
  case decoded(DecodedSong)
  /// The song cannot be used, and why.
  case refused(String)
  /// The song could not be kept, and why: no fault of the song's.
  case unkept(String)
}

/// Decodes one song into a spool, in this process.
///
/// - Throws: When decoding fails for no fault of the song's; one that cannot be used is a report.
public func report(
  decoding path: String, _ settings: DecodingSettings, into spool: Spool
) throws -> SongReport {
  do {
    return .decoded(try spool.write { append in try decode(path, settings, into: append) })
  } catch let refusal as DecodingRefusal {
    return .refused(refusal.description)
  } catch let error as SpoolError {
    return .unkept(error.description)
  }
}
