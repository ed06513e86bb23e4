import Foundation
import Isolation
import Testing

@Suite("Worker processes") struct WorkerPoolTests {
  /// A shell script in place of a program that serves; no signal is ignored.
  private func pool(_ script: String, timeout: Double = 10) -> WorkerPool {
    WorkerPool(
      executable: "/usr/bin/env", arguments: ["--default-signal", "/bin/sh", "-c", script],
      timeout: timeout)
  }

  private func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  /// Answers every question with the number of the process.
  private let number = "while read -r question; do echo $$; done"

  @Test func `A worker lives on for many questions, but not for ever`() throws {
    let pool = pool(number)
    let processes = try (0..<600).map { try pool.ask($0, for: Int32.self).get() }
    #expect(processes[0] == processes[1])
    #expect(Set(processes).count == 3)
    pool.finish()
  }

  @Test func `A worker ends when nobody can ask it any more`() throws {
    let pool = pool(number)
    let process = try pool.ask("a", for: Int32.self).get()
    #expect(isRunning(process))
    pool.finish()
    #expect(!isRunning(process))
  }

  @Test(arguments: [("SEGV", SIGSEGV), ("KILL", SIGKILL), ("XCPU", SIGXCPU)])
  func `A crash costs its question only`(name: String, signal: Int32) throws {
    let pool = pool(
      "while read -r q; do case $q in *bad*) kill -\(name) $$;; *) echo 1;; esac; done")
    for question in ["good", "bad", "good", "good", "bad"] {
      let expected: Result<Int, WorkerLoss> =
        question == "bad" ? .failure(.signal(signal)) : .success(1)
      #expect(try pool.ask(question, for: Int.self) == expected)
    }
    pool.finish()
  }

  @Test func `What earlier questions did to a worker costs no later one`() throws {
    let pool = pool("read -r q; echo 1; read -r q; kill -SEGV $$")
    for question in 0..<4 { #expect(try pool.ask(question, for: Int.self) == .success(1)) }
    pool.finish()
  }

  @Test func `A hang costs its question only, and the time-out`() throws {
    let pool = pool(
      "while read -r q; do case $q in *bad*) exec sleep 60;; *) echo 1;; esac; done", timeout: 0.5)
    let start = Date()
    #expect(try pool.ask("good", for: Int.self) == .success(1))
    #expect(try pool.ask("bad", for: Int.self) == .failure(.late))
    #expect(try pool.ask("good", for: Int.self) == .success(1))
    #expect(Date().timeIntervalSince(start) < 10)
    pool.finish()
  }

  @Test func `A worker that reads nothing is late, too`() throws {
    let question = String(repeating: "a", count: 4 << 20)
    #expect(try pool("exec sleep 60", timeout: 0.5).ask(question, for: Int.self) == .failure(.late))
    let pool = pool("exec 0<&- 1>&-; exec sleep 60", timeout: 0.5)
    #expect(try pool.ask(question, for: Int.self) == .failure(.late))
  }

  @Test func `Long questions and answers pass whole`() throws {
    let pool = pool("while read -r question; do printf '%s\\n' \"$question\"; done")
    let text = String(repeating: "é\n\"/", count: 30_000)
    for _ in 0..<3 { #expect(try pool.ask(text, for: String.self) == .success(text)) }
    pool.finish()
  }

  @Test(arguments: ["exit 74", "exit 0", "echo nonsense", "read -r q; echo '{}'"])
  func `A worker that fails otherwise is an error`(script: String) {
    #expect(throws: IsolationError.self) { try pool(script).ask(1, for: Int.self) }
  }

  @Test func `A program that is missing is an error`() {
    let pool = WorkerPool(executable: "/none", arguments: [], timeout: 1)
    #expect(throws: IsolationError.self) { try pool.ask(1, for: Int.self) }
  }
}
