internal import Foundation

/// What the system knows of the file that a path leads to, links followed.
struct FileStatus {
  /// A file on a device: the same for every path that leads to it.
  struct Identity: Hashable {
    let device: dev_t
    let number: ino_t
  }

  private let status: stat

  /// Asks; `nil` when the path leads to nothing.
  init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.status = status
  }

  var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
  /// Whether it is an ordinary file: no pipe, device or socket.
  var isFile: Bool { status.st_mode & S_IFMT == S_IFREG }
  /// In bytes.
  var size: Int { Int(status.st_size) }
  var identity: Identity { Identity(device: status.st_dev, number: status.st_ino) }
  /// When its content was written, as it says, ns since 1970.
  var written: Int { nanoseconds(status.st_mtim) }
  /// When anything of it was changed last (ctime), which nobody can set, ns since 1970.
  var changed: Int { nanoseconds(status.st_ctim) }
}

private func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
