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

  @Test func `many files in another character set take no more memory than one`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for number in 0..<2000 {
      let text = "{\"text\":\"Zoë \(number)\"}\n"
      try Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).write(
        to: folder.appendingPathComponent("f\(number).jsonl"))
    }
    // A converter of each took 25 KiB.
    let run = try PrepProcess.run(
      "ulimit -n 64; for o in convert count; do prep $o -q --threads 1 --encoding utf-16le . -o o & "
        + "while kill -0 $! 2> /dev/null; do grep VmHWM /proc/$!/status 2> /dev/null; sleep 0.02; done "
        + "| sort -k 2 -n | tail -1; done", in: folder)
    let peaks = run.text.split(separator: "\n").compactMap {
      $0.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
    #expect(peaks.count == 2 && peaks.allSatisfy { $0 < 50_000 }, "\(run.text) \(run.stderr)")
  }

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
