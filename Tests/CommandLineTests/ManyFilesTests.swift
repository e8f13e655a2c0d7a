import Foundation
import TestSupport
import Testing

/// A set that lies in many small files costs no more descriptors than one that lies in a few.
@Suite struct ManyFilesTests {
  /// Commands that read files, with what they need.
  private static let commands = [
    "convert -o o", "fix -o o", "format -o o", "validate --fail-on never -o o", "tokenize -o o", "dedup -o o",
    "split -o 'o.{part}'",
    "sniff -o o", "count -o o", "encode -o o", "train --vocab-size 260 -o o", "train count -o o",
    "convert --from csv -o o",
    "convert --encoding latin1 -o o",
  ]

  @Test("more files than descriptors", arguments: commands) func manyFiles(_ command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let isTable = command.contains("csv")
    let isTexts = command.hasPrefix("count") || command.hasPrefix("encode") || command.hasPrefix("train")
    for number in 0..<120 {
      let text =
        isTable
        ? "prompt,completion\nq\(number),a\(number)\n"
        : isTexts ? "text \(number)\n" : "{\"prompt\":\"q\(number)\",\"completion\":\" a\(number)\"}\n"
      try Data(text.utf8).write(
        to: folder.appendingPathComponent("f\(number).\(isTable ? "csv" : isTexts ? "txt" : "jsonl")"))
    }
    let run = try PrepProcess.run("ulimit -n 64; prep \(command) -q f*", in: folder)
    #expect(run.status == 0, "\(run.stderr)")
  }
}
