import Foundation
import TestSupport
import Testing

/// Runs every case of Fixtures/cli and compares what it prints with what is recorded there.
@Suite struct GoldenCommandTests {
  /// One folder `Fixtures/cli/<command>/<case>`: `cmd` and, beside it, `stdin`, `stdout`, `stderr`, `exit` and input
  /// files.
  struct Case: CustomTestStringConvertible, Sendable {
    let folder: URL

    var testDescription: String { folder.pathComponents.suffix(2).joined(separator: "/") }

    func bytes(_ name: String) -> [UInt8]? {
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map { [UInt8]($0) }
    }
  }

  static let expectations: Set<String> = ["cmd", "stdin", "stdout", "stderr", "exit"]

  static let cases: [Case] = {
    let root = TestData.packageFolder.appendingPathComponent("Fixtures/cli")
    let files = FileManager.default
    func folders(_ url: URL) -> [URL] {
      ((try? files.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? [])
        .filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
    }
    return folders(root).flatMap(folders).filter { files.fileExists(atPath: $0.appendingPathComponent("cmd").path) }
      .map { Case(folder: $0) }
  }()

  static let records = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil

  @Test("there are golden cases") func thereAreCases() { #expect(!Self.cases.isEmpty) }

  @Test("a command line prints what is recorded", arguments: cases)
  func matches(_ golden: Case) throws {
    let scratch = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    for name in try FileManager.default.contentsOfDirectory(atPath: golden.folder.path)
    where !Self.expectations.contains(name) {
      try FileManager.default.copyItem(
        at: golden.folder.appendingPathComponent(name), to: scratch.appendingPathComponent(name))
    }
    let script = String(decoding: try #require(golden.bytes("cmd")), as: UTF8.self)
    let stdin = golden.folder.appendingPathComponent("stdin")
    let hasInput = FileManager.default.fileExists(atPath: stdin.path)
    let outcome = try PrepProcess.run(script, in: scratch, input: hasInput ? stdin : nil)
    if Self.records { return try record(outcome, golden) }

    #expect(outcome.text == String(decoding: golden.bytes("stdout") ?? [], as: UTF8.self))
    #expect(outcome.stdout == golden.bytes("stdout") ?? [])
    #expect(outcome.stderr == String(decoding: golden.bytes("stderr") ?? [], as: UTF8.self))
    let status = golden.bytes("exit").map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } } ?? "0"
    #expect("\(outcome.status)" == status)
  }

  private func record(_ outcome: PrepProcess.Outcome, _ golden: Case) throws {
    let status = outcome.status == 0 ? "" : "\(outcome.status)\n"
    for (name, bytes) in [
      ("stdout", outcome.stdout), ("stderr", Array(outcome.stderr.utf8)), ("exit", Array(status.utf8)),
    ] {
      let url = golden.folder.appendingPathComponent(name)
      if bytes.isEmpty {
        try? FileManager.default.removeItem(at: url)
      } else {
        try Data(bytes).write(to: url)
      }
    }
  }
}
