import Foundation
import TestSupport
import Testing

/// What every command that takes records does alike.
@Suite struct RecordLawTests {
  /// Commands with what they need: `$I` are the inputs, `$D` is a folder of their own.
  private static let writing = [
    "convert --to records $I -o $D/o", "convert --to prompt-completion $I -o $D/o",
    "fix --apply safe,duplicates $I -o $D/o",
    "format --separator '###' --stop keep $I -o $D/o", "dedup $I -o $D/o", "dedup --keep last $I -o $D/o",
    "dedup --by line $I -o $D/o", "dedup --near $I -o $D/o", "dedup --near=similar:0.5 $I -o $D/o",
    "dedup --substring=20 $I -o $D/o", "dedup --substring=20 --cut all $I -o $D/o", "shuffle $I -o $D/o",
    "shuffle --epochs 2 $I -o $D/o", "shuffle --part 1/3 $I -o $D/o", "sample --share 50% $I -o $D/o",
    "sample --count 3 $I -o $D/o", "sample --with-replacement 40 $I -o $D/o",
    "sample --byte-count 500 $I -o $D/o", "mix --unit records a=$I:1 b=$I:2 -o $D/o",
    "mix --unit records --total 9 --part 0/2 a=$I:1 b=$I:2 -o $D/o", "split $I -o $D/o.{part} --parts a=50%,b=rest",
    "filter 'size(completion) > 4 && q < 3' $I -o $D/o",
    "filter --count-all --where 'size(completion) > 4 && q < 3' $I -o $D/o",
    "filter --redact all $I -o $D/o", "decontaminate --against ev.jsonl --action drop $I -o $D/o",
    "decontaminate --against ev.jsonl --action drop --variants drop $I -o $D/o",
    "decontaminate --against ev.jsonl --action mark $I -o $D/o",
  ]

  private static let reading = [
    "stats $I", "tokenize -t prep-8k $I -o $D/o", "decontaminate --against ev.jsonl $I -o $D/o",
  ]

  private static func records(_ random: inout SeededGenerator) -> [String] {
    let words = ["alpha", "beta", "gamma", "delta", "eta"]
    var lines = (0..<40).map { number in
      let text = (0..<12).map { _ in
        "\(words.randomElement(using: &random) ?? "")\(Int.random(in: 0...9, using: &random))"
      }
      return #"{"prompt":"Say \#(number)","completion":"\#(text.joined(separator: " "))","q":\#(number % 5)}"#
    }
    for place in [3, 9, 20] { lines.insert(lines[place], at: place + 4) }
    return lines
  }

  private static func folder(_ lines: [String]) throws -> URL {
    let folder = try PrepProcess.temporaryFolder()
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("t.jsonl"))
    let words = lines[5].split(separator: "\"")[7].split(separator: " ").joined(separator: " ")
    try Data(#"{"question":"\#(words)","answer":"no"}"#.utf8 + [0x0A]).write(
      to: folder.appendingPathComponent("ev.jsonl"))
    return folder
  }

  private static func run(_ command: String, _ options: String, in folder: URL) throws -> PrepProcess.Outcome {
    let line = command.replacing("$I", with: "t.jsonl").replacing("$D", with: "d")
    return try PrepProcess.run("rm -rf d; mkdir d; prep \(line) -q \(options)", in: folder)
  }

  @Test(arguments: writing + reading) func `a line that is JSON and no object is bad data`(command: String) throws {
    var random = SeededGenerator(seed: 3)
    var lines = Self.records(&random)
    let others = ["[1]", "\"s\"", "7", "null", "true", "[{\"prompt\":\"a\",\"completion\":\"b\"}]"]
    for (number, other) in others.enumerated() { lines.insert(other, at: number * 5 + 2) }
    let folder = try Self.folder(lines)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stopped = try Self.run(command, "", in: folder)
    #expect(stopped.status == 65 && stopped.stderr.contains("t.jsonl:3:1: "), "\(stopped.stderr)")
    #expect(stopped.stderr.contains("[not-an-object]"), "\(stopped.stderr)")
    let skipped = try Self.run(command, "--on-invalid skip --rejects d/r", in: folder)
    #expect(skipped.status <= 1, "\(skipped.stderr)")
    let rejects = try String(contentsOf: folder.appendingPathComponent("d/r"), encoding: .utf8)
    let wanted = others.map { $0 + "\n" }.joined()
    #expect(rejects == wanted || command.hasPrefix("mix") && rejects == wanted + wanted)
  }

  @Test(arguments: writing) func `what was read and is not written is counted by its reason`(command: String) throws {
    var random = SeededGenerator(seed: 4)
    var lines = Self.records(&random)
    lines.insert("no record", at: 7)
    lines.insert(#"{"prompt":"a","completion":"b","completion":"c","q":1}"#, at: 11)
    lines.insert(#"{"q":1}"#, at: 13)
    let folder = try Self.folder(lines)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try Self.run(command, "--on-invalid skip --report d/report.json", in: folder)
    #expect(run.status == 0, "\(run.stderr)")
    let data = try Data(contentsOf: folder.appendingPathComponent("d/report.json"))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    func sum(_ name: String) -> Int { (report[name] as? [String: Int])?.values.reduce(0, +) ?? 0 }
    let (records, written) = (report["records"] as? Int, report["written"] as? Int)
    #expect(report["dropped"] is [String: Int], "\(command)")
    #expect(
      (records ?? -1) + sum("added") == (written ?? -2) + sum("dropped"),
      "\(command): \(String(decoding: data, as: UTF8.self))")
    // And the files have what the report says.
    let count = try PrepProcess.run("cat d/o* | wc -l", in: folder).text.filter { !$0.isWhitespace }
    #expect(Int(count) == written, "\(command)")
  }
}
