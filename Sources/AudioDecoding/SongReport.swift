/// What the process that decodes songs tells the one that started it.
public enum SongReport: Sendable, Equatable, Codable {
  /// The song is decoded, and its samples are in the spool.
  case decoded(DecodedSong)
  /// The song cannot be used, and why.
  case refused(String)
}

/// Decodes one song into a spool, in this process.
///
/// - Throws: When the spool cannot be written; a song that cannot be used is a report.
public func report(
  decoding path: String, _ settings: DecodingSettings, into spool: Spool
) throws -> SongReport {
  do {
    return .decoded(try spool.write { append in try decode(path, settings, into: append) })
  } catch let refusal as DecodingRefusal {
    spool.remove()
    return .refused(refusal.description)
  }
}
