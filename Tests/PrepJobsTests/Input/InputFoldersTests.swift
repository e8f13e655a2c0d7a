import Foundation
import PrepDiagnostics
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct InputFoldersTests {
  /// A line of `hub/folders.tsv`.
  private struct Line {
    let folder: String
    let configuration: String
    let split: String
    let rows: Int?
    let expected: String
  }

  private func lines() throws -> (folder: URL, lines: [Line])? {
    guard let folder = TestData.url("hub") else { return nil }
    let text = try String(contentsOf: folder.appendingPathComponent("folders.tsv"), encoding: .utf8)
    let lines = text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      return Line(
        folder: fields[0], configuration: fields[1], split: fields[2], rows: Int(fields[3]), expected: fields[5])
    }
    return (folder, lines)
  }

  @Test("published folders have the splits and rows that they should") func publishedFolders() throws {
    guard let (hub, lines) = try lines() else { return }
    #expect(lines.count > 20)
    for line in lines {
      var files = InputFiles([hub.appendingPathComponent(line.folder).path])
      files.splits = [line.split == "*" ? "all" : line.split]
      files.configuration = line.configuration == "*" ? nil : line.configuration
      do {
        let inputs = try files.inputs()
        #expect(line.expected != "refuse", "\(line.folder)")
        let records = ImportedRecords(
          inputs, threads: 1, longestLine: 1 << 20, opening: RecordOpening(InputOptions()))
        var count = 0
        while let batch = try records.next() {
          for item in batch {
            switch item {
            case .record: count += 1
            case .invalid, .continuation, .note: Issue.record("\(line.folder): \(item)")
            }
          }
        }
        if let rows = line.rows { #expect(count == rows, "\(line.folder) \(line.split)") }
      } catch let finding as Diagnostic { #expect(line.expected != "read", "\(line.folder): \(finding)") }
    }
  }

  @Test("what sniff says of published folders") func sniffedFolders() throws {
    guard let (hub, lines) = try lines() else { return }
    for folder in Set(lines.map(\.folder)) {
      let files = InputFiles([hub.appendingPathComponent(folder).path])
      guard let (folders, inputs) = try? files.sniffed(readsAll: false) else { continue }
      #expect(folders.count == 1 && (!inputs.isEmpty || folder == "glob-matches-nothing"), "\(folder)")
      for dataset in folders {
        let found = try SniffedFolder(
          dataset, opening: RecordOpening(InputOptions()), readsAll: false, longestLine: 1 << 20, check: {})
        for line in lines where line.folder == folder && line.expected == "read" {
          let split = found.configurations.first { $0.name == line.configuration }?.splits.first {
            $0.name == line.split
          }
          #expect(split?.rows == line.rows, "\(folder) \(line.split)")
        }
      }
    }
  }

  @Test func `names that tell several splits ask for one, and names that tell of a missing file are told`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func put(_ name: String) throws {
      let url = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("{\"text\":\"a\"}\n".utf8).write(to: url)
    }
    func names(_ splits: [String] = []) throws -> [String] {
      var files = InputFiles([folder.path])
      files.splits = splits
      return try files.inputs().map { String($0.path.dropFirst(folder.path.count + 1)) }
    }
    try put("train.jsonl")
    try put("notes.jsonl")
    #expect(try names() == ["notes.jsonl", "train.jsonl"])
    try put("test.jsonl")
    let failure = #expect(throws: JobFailure.self) { try names() }
    #expect(failure?.code == "split-not-chosen")
    #expect(try names(["train"]) == ["train.jsonl"])
    #expect(try Set(names(["all"])) == ["notes.jsonl", "test.jsonl", "train.jsonl"])
    for name in ["train.jsonl", "test.jsonl"] {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    try put("data/train-00000-of-00002.jsonl")
    let fault = #expect(throws: Diagnostic.self) { try names() }
    #expect(fault?.code == "missing-file")
    try put("data/train-00001-of-00002.jsonl")
    #expect(try names().count == 3)
  }
}
