internal import Foundation

/// Bounds what this process may use, and ends it when the one that started it is gone: for the
/// process that decodes one song, which a broken file may crash, hang or fill.
///
/// The process may use 4 GiB of addresses, `timeout` seconds of processor time, and files as large
/// as the longest song decoded. It ends when its standard input does, so whoever starts it holds
/// that open.
public func limitThisProcess(for settings: DecodingSettings) {
  // Threads that start processes block signals, and processes inherit that.
  var none = sigset_t()
  unsafe sigemptyset(&none)
  unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
  limit(RLIMIT_AS, to: 4 << 30)
  limit(RLIMIT_CPU, to: Int(settings.timeout.rounded(.up)))
  limit(RLIMIT_CORE, to: 0)
  let longest = Int(settings.maximumDuration.rounded(.up)) + 60
  limit(RLIMIT_FSIZE, to: longest * settings.sampleRate * MemoryLayout<Float>.size + 1 << 20)
  Thread.detachNewThread {
    while let byte = try? FileHandle.standardInput.read(upToCount: 1), !byte.isEmpty {}
    _exit(1)
  }
}

private func limit(_ resource: __rlimit_resource, to value: Int) {
  // At the upper limit of processor time the kernel kills without saying why.
  var limits = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value + 1))
  // Where a lower limit holds already, it stays.
  _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
}
