internal import CTagLib
internal import Foundation

extension AudioTags {
  /// Reads the tags of a file, in any format that TagLib knows.
  ///
  /// - Parameter path: The file. Its type is found by its name's extension, then by its content.
  /// - Returns: `nil` when the file is of no such format; empty texts when it has no tags.
  /// - Throws: ``AudioTagsError`` when the file cannot be opened.
  public init?(reading path: String) throws(AudioTagsError) {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw AudioTagsError("\(path) cannot be read: no such file, or no permission")
    }
    guard let file = TaggedFile(path) else { return nil }
    self = file.tags
  }

  /// Writes these tags into a file, in place of those it has; an empty text or no year removes the
  /// tag. The sound stays as it is.
  ///
  /// - Parameter path: A file of a format that TagLib can tag.
  /// - Throws: ``AudioTagsError`` when the file is of another format or cannot be written.
  public func write(to path: String) throws(AudioTagsError) {
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw AudioTagsError("\(path) cannot be written: no such file, or no permission")
    }
    guard let file = TaggedFile(path) else {
      throw AudioTagsError("\(path) has no tags to write: not a format that TagLib knows")
    }
    guard file.save(self) else { throw AudioTagsError("\(path): its tags could not be saved") }
  }
}

/// Sole owner of one open file of TagLib's.
@safe
private struct TaggedFile: ~Copyable {
  private let file: UnsafeMutablePointer<TagLib_File>
  private let tag: UnsafeMutablePointer<TagLib_Tag>

  /// Strings are UTF-8, and the caller's to free: TagLib's own list of them is not thread-safe.
  private static let configured: Void = {
    taglib_set_strings_unicode(1)
    taglib_set_string_management_enabled(0)
  }()

  /// Opens a file; `nil` when it is of no known format.
  init?(_ path: String) {
    Self.configured
    guard let file = unsafe taglib_file_new(path) else { return nil }
    guard unsafe taglib_file_is_valid(file) != 0, let tag = unsafe taglib_file_tag(file) else {
      unsafe taglib_file_free(file)
      return nil
    }
    unsafe self.file = file
    unsafe self.tag = tag
  }

  deinit { unsafe taglib_file_free(file) }

  var tags: AudioTags {
    AudioTags(
      title: unsafe text(taglib_tag_title(tag)), artist: unsafe text(taglib_tag_artist(tag)),
      album: unsafe text(taglib_tag_album(tag)), genre: unsafe text(taglib_tag_genre(tag)),
      year: Int(unsafe taglib_tag_year(tag)))
  }

  /// Whether the tags could be saved.
  func save(_ tags: AudioTags) -> Bool {
    unsafe taglib_tag_set_title(tag, tags.title)
    unsafe taglib_tag_set_artist(tag, tags.artist)
    unsafe taglib_tag_set_album(tag, tags.album)
    unsafe taglib_tag_set_genre(tag, tags.genre)
    unsafe taglib_tag_set_year(tag, UInt32(tags.year ?? 0))
    return unsafe taglib_file_save(file) != 0
  }

  /// A text that TagLib hands over, freed; empty when it is not valid UTF-8.
  private func text(_ characters: UnsafeMutablePointer<CChar>?) -> String {
    guard let characters = unsafe characters else { return "" }
    defer { unsafe taglib_free(characters) }
    return unsafe String(validatingCString: characters) ?? ""
  }
}
