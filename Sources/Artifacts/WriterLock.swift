internal import Foundation

/// The right to write a file, which one program has at a time: a lock on the file under its temporary
/// name. The system takes it back however the program ends.
///
/// Where a file system has no locks there is none, and nobody is kept from writing.
struct WriterLock: ~Copyable {
  private let descriptor: Int32

  /// Makes the file under its temporary name where it is missing, and locks it.
  ///
  /// - Parameters:
  ///   - partial: The temporary name.
  ///   - path: What the file will be, for messages.
  /// - Throws: ``ArtifactError`` where no file can be, or while another program writes it.
  init(_ partial: String, for path: String) throws(ArtifactError) {
    while true {
      let descriptor = unsafe open(partial, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        let reason = unsafe String(cString: strerror(errno))
        throw ArtifactError(.unwritable, "\(path) cannot be written: \(reason)")
      }
      guard takeLock(descriptor) else {
        close(descriptor)
        throw ArtifactError(
          .unwritable, "\(path) is being written by another program: wait for it, or stop it")
      }
      // Between opening and locking, another program may have given the file its name or removed it.
      if isSame(descriptor, partial) {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }
}

/// `F_OFD_SETLK` of Linux: a lock that belongs to this opening of the file alone. HDF5 opens and
/// closes the file too, which would give back a lock of the process, and may lock it in its own way.
private let setLock: Int32 = 37

/// Locks a whole file; `false` when another has locked it.
private func takeLock(_ descriptor: Int32) -> Bool {
  var lock = flock()
  lock.l_type = Int16(F_WRLCK)
  lock.l_whence = Int16(SEEK_SET)
  let status = unsafe fcntl(descriptor, setLock, &lock)
  return status == 0 || ![EAGAIN, EACCES].contains(errno)
}

/// Whether an open file is the one of this name.
private func isSame(_ descriptor: Int32, _ path: String) -> Bool {
  var (opened, named) = (stat(), stat())
  guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else { return false }
  return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
}
