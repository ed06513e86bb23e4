import Foundation

/// Slurm on this machine alone, with keys, ports and files of its own; it ends with the value.
final class OneMachineCluster {
  /// Tells Slurm's commands where it is.
  let environment: [String: String]
  private let folder: URL
  private var daemons: [pid_t] = []

  /// Why there is no cluster.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Starts the daemons and waits until the node is idle.
  ///
  /// - Parameter folder: For everything that they write; made here.
  /// - Throws: ``Failure`` where Slurm is not installed or does not start.
  init(in folder: URL) throws {
    self.folder = folder
    environment = ["SLURM_CONF": folder.appending(path: "slurm.conf").path(percentEncoded: false)]
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    try Data((0..<128).map { _ in UInt8.random(in: 0...255) }).write(to: file("munge.key"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o400], ofItemAtPath: path("munge.key"))
    try Data(try configuration().utf8).write(to: file("slurm.conf"))

    try start(
      "munged",
      [
        "--foreground", "--force", "--num-threads=2", "--key-file=\(path("munge.key"))",
        "--socket=\(path("munge.socket"))", "--pid-file=\(path("munged.pid"))",
        "--log-file=\(path("munged.log"))", "--seed-file=\(path("munge.seed"))",
      ])
    try wait("munged", for: 10) { FileManager.default.fileExists(atPath: path("munge.socket")) }
    try start("slurmctld", ["-D", "-c", "-f", path("slurm.conf")])
    try start("slurmd", ["-D", "-f", path("slurm.conf")])
    try wait("slurmctld", for: 30) {
      try run("sinfo", "--noheader", "--partition=main", "--format=%T").output == "idle\n"
    }
  }

  deinit {
    _ = try? run("scancel", "--user=\(NSUserName())")
    try? wait("slurmd", for: 15) { try run("squeue", "--noheader").output.isEmpty }
    // The node first, which tells the controller.
    for daemon in daemons.reversed() {
      kill(daemon, SIGTERM)
      for _ in 0..<30 where kill(daemon, 0) == 0 { usleep(100_000) }
      kill(daemon, SIGKILL)
    }
  }

  /// Runs a command of Slurm's.
  @discardableResult
  func run(_ command: String...) throws -> SmallExperiment.Outcome {
    try SmallExperiment.run(
      "/bin/sh", ["-c", #""$@"; exit $?"#, "sh"] + command, environment: environment)
  }

  /// Waits until something is so.
  ///
  /// - Throws: ``Failure`` with the end of a daemon's log when it takes longer than `seconds`.
  func wait(_ daemon: String = "slurmctld", for seconds: Double, _ isSo: () throws -> Bool) throws {
    let start = Date()
    while try !isSo() {
      guard Date().timeIntervalSince(start) < seconds else {
        let log = (try? String(contentsOf: file("\(daemon).log"), encoding: .utf8)) ?? ""
        throw Failure(
          description: "waited \(Int(seconds)) s; \(daemon): \(log.suffix(2000))")
      }
      usleep(100_000)
    }
  }

  private func file(_ name: String) -> URL { folder.appending(path: name) }

  private func path(_ name: String) -> String { file(name).path(percentEncoded: false) }

  private func start(_ daemon: String, _ arguments: [String]) throws {
    // Debian has daemons where users' paths do not lead.
    guard
      let executable = ["/usr/sbin", "/usr/local/sbin", "/usr/bin"].map({ "\($0)/\(daemon)" })
        .first(where: FileManager.default.isExecutableFile)
    else {
      throw Failure(
        description: "there is no \(daemon); apt-get install slurm-wlm munge provides it")
    }
    // Slurm's programs close all descriptors that they inherit, by one of which Foundation knows what
    // it started: they are a shell's children, which does not wait for them. Threads that start
    // processes block signals, which they inherit as well.
    let detached = #"env --default-signal "$@" </dev/null >/dev/null 2>&1 & echo $!"#
    let shell = try SmallExperiment.run(
      "/bin/sh", ["-c", detached, "sh", executable] + arguments, environment: environment)
    guard let number = pid_t(shell.output.dropLast()) else {
      throw Failure(description: "\(daemon) cannot be started: \(shell.errors)")
    }
    daemons.append(number)
  }

  /// One node, and two partitions: jobs of the second put jobs of the first back into the queue.
  private func configuration() throws -> String {
    let host = try String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8)
      .prefix { $0 != "." && $0 != "\n" }
    return """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=\(NSUserName())
      SlurmdUser=\(NSUserName())
      AuthType=auth/munge
      AuthInfo=cred_expire=5,socket=\(path("munge.socket"))
      SlurmctldPort=\(try freePort())
      SlurmdPort=\(try freePort())
      SlurmdParameters=config_overrides
      StateSaveLocation=\(path("state"))
      SlurmdSpoolDir=\(path("spool"))
      SlurmctldPidFile=\(path("slurmctld.pid"))
      SlurmdPidFile=\(path("slurmd.pid"))
      SlurmctldLogFile=\(path("slurmctld.log"))
      SlurmdLogFile=\(path("slurmd.log"))
      ProctrackType=proctrack/pgid
      TaskPlugin=task/none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      JobCompType=jobcomp/none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU_Memory
      SchedulerType=sched/backfill
      SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0,batch_sched_delay=0
      PreemptType=preempt/partition_prio
      PreemptMode=REQUEUE
      MpiDefault=none
      ReturnToService=2
      InactiveLimit=0
      MinJobAge=300
      KillWait=5
      NodeName=\(host) NodeAddr=127.0.0.1 NodeHostname=\(host) CPUs=2 RealMemory=1000 State=UNKNOWN
      PartitionName=main Nodes=\(host) Default=YES MaxTime=INFINITE PriorityTier=1
      PartitionName=urgent Nodes=\(host) MaxTime=INFINITE PriorityTier=2

      """
  }

  /// A port that nobody listens on.
  private func freePort() throws -> UInt16 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(listener, pointer, length) == 0
          ? unsafe getsockname(listener, pointer, &length) : -1
      }
    }
    guard status == 0 else { throw Failure(description: "there is no free port") }
    return UInt16(bigEndian: address.sin_port)
  }
}
