import Foundation
import PrepContents
import PrepExpressions
import PrepRecords
import PrepSummarizing
import TestSupport
import Testing

@testable import PrepJobs

/// What statistics say is what counting by hand says, and the same for any threads and parts.
@Suite struct StatsJobTests {
  private static let words = ["river", "Zoë", "日本", "a\"b", "line\nend", "🙂", "Ωμέγα", "река", "", "7"]

  private static func text(_ random: inout SeededGenerator) -> String {
    (0...Int.random(in: 0...14, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
      .joined(separator: " ")
  }

  /// Records of chats, or of texts with a source and a label.
  private static func records(_ count: Int, chats: Bool, _ random: inout SeededGenerator) -> [[String: Any]] {
    var records: [[String: Any]] = []
    for _ in 0..<count {
      if let known = records.randomElement(using: &random), Int.random(in: 0..<5, using: &random) == 0 {
        records.append(known)
      } else if chats {
        let turns = (0...Int.random(in: 0...3, using: &random)).map { turn in
          ["role": turn % 2 == 0 ? "user" : "assistant", "content": text(&random)]
        }
        records.append(["messages": turns, "source": ["a", "b"].randomElement(using: &random) ?? ""])
      } else {
        records.append([
          "text": text(&random), "label": ["good", "bad"].randomElement(using: &random) ?? "",
          "source": "s\(Int.random(in: 0..<4, using: &random))", "year": Int.random(in: 0..<9, using: &random),
        ])
      }
    }
    return records
  }

  private static func lines(_ records: [[String: Any]]) throws -> [String] {
    try records.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys]), as: UTF8.self)
    }
  }

  @Test(arguments: 0..<TestData.rounds(9)) func `figures are those that a plain count gives`(_ round: Int) throws {
    var random = SeededGenerator(seed: UInt64(round) + 7)
    let records = Self.records(Int.random(in: 1...120, using: &random), chats: round % 2 == 0, &random)
    let lines = try Self.lines(records)
    var options = StatsJob.Options()
    options.by = FieldPath("source")
    let summary = try run(StatsJob(options, inputs: [input(lines.map { $0 + "\n" }.joined())], output: Memory().output))
    #expect(summary.records.count == records.count)
    #expect(summary.records.sum == lines.reduce(0) { $0 + $1.utf8.count })
    #expect(summary.distinct.count == Set(lines).count)
    var byRole: [String: [String]] = [:]
    var byField: [String: [String]] = [:]
    var said: [String: [[String]]] = [:]
    for record in records {
      var texts: [String] = []
      for (name, value) in record {
        if let text = value as? String { byField[name, default: []].append(text) }
        if name == "text", let text = value as? String { texts.append(text) }
        for message in value as? [[String: String]] ?? [] {
          byRole[message["role"] ?? "", default: []].append(message["content"] ?? "")
          texts.append(message["content"] ?? "")
        }
      }
      said[record["source"] as? String ?? "", default: []].append(texts)
    }
    for (role, texts) in byRole { Self.check(summary.roles[role], texts.map { [$0] }) }
    #expect(summary.roles.sorted.count == byRole.count)
    for (field, texts) in byField { Self.check(summary.fields[field]?.texts, texts.map { [$0] }) }
    for (source, texts) in said { Self.check(summary.values[source], texts) }
    Self.check(summary.texts, said.values.flatMap { $0 })
    let all = byRole.values.flatMap { $0 } + (byField["text"] ?? [])
    for (script, texts) in Dictionary(grouping: all, by: Self.script) {
      Self.check(summary.scripts[script.isEmpty ? "none" : script], texts.map { [$0] })
    }
    let labels = records.compactMap { $0["label"] as? String }
    for (label, found) in Dictionary(grouping: labels, by: { $0 }) { #expect(summary.labels[label] == found.count) }
    #expect(summary.turns.sum == byRole.values.reduce(0) { $0 + $1.count })
  }

  /// The script of a text as expressions tell it.
  private static func script(_ text: String) -> String {
    let words: [(String, ClosedRange<UInt32>)] = [
      ("Cyrillic", 0x400...0x4FF), ("Greek", 0x370...0x3FF), ("Han", 0x4E00...0x9FFF), ("Latin", 0x41...0x24F),
    ]
    var counts: [String: Int] = [:]
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      if let name = words.first(where: { $0.1.contains(scalar.value) })?.0 { counts[name, default: 0] += 1 }
    }
    let most = counts.values.max() ?? 0
    return counts.filter { $0.value == most }.keys.min() ?? ""
  }

  /// Holds a group against texts, several of which may count as one.
  private static func check(_ group: TextGroup?, _ texts: [[String]]) {
    let bytes = texts.map { $0.reduce(0) { $0 + $1.utf8.count } }
    let characters = texts.map { $0.reduce(0) { $0 + $1.unicodeScalars.count } }
    #expect(group?.count == texts.count)
    #expect(group?.bytes.sum == bytes.reduce(0, +) && group?.characters.sum == characters.reduce(0, +))
    #expect(group?.characters.least == characters.min() && group?.characters.greatest == characters.max())
    let middle = characters.sorted()[(characters.count + 1) / 2 - 1]
    #expect(group?.characters.percentile(5000) == middle)
  }

  @Test(arguments: [false, true]) func `parts add up to the bytes of the whole, for any threads`(_ hasTokens: Bool)
    throws
  {
    var random = SeededGenerator(seed: 3)
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try (0..<3).map { file in
      let path = folder.path + "/\(file).jsonl"
      let lines = try Self.lines(Self.records(40 * file + 9, chats: false, &random))
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    var view = StatsView()
    view.writesJSON = true
    var options = StatsJob.Options()
    options.by = FieldPath("/source")
    if hasTokens { options.tokenize.tokenizer.name = "prep-8k" }
    func json(_ part: String?, threads: Int) throws -> [UInt8] {
      var options = options
      options.tokenize.reading.part = part.flatMap { InputPart($0) }
      let memory = Memory()
      _ = try run(StatsJob(options, view, inputs: JobInput.files(paths), output: memory.output), threads: threads)
      return memory.bytes
    }
    let whole = try json(nil, threads: 1)
    #expect(try json(nil, threads: 3) == whole)
    for count in [1, 4, 13] {
      let parts = try (0..<count).map { try JobInput(json("\($0)/\(count)", threads: 2), named: "part") }
      let memory = Memory()
      _ = try run(MergeStatsJob(view, inputs: parts.shuffled(using: &random), output: memory.output))
      #expect(memory.bytes == whole, "\(count) parts")
    }
    #expect(SetSummary(json: whole)?.json == whole)
  }

  @Test func `rows of several lengths hold what packing says, and lose what is exact`() throws {
    var measure = SizeMeasure()
    let lengths = (0..<500).map { 1 + $0 * $0 % 700 }
    for length in lengths { measure.add(length) }
    let table = LengthTable(measure, of: [64, 512])
    #expect(table.drawn == 500)
    for row in table.rows {
      #expect(row.longer == lengths.count { $0 > row.length })
      #expect(row.lost == lengths.reduce(0) { $0 + max(0, $1 - row.length) })
      for packed in row.packed {
        #expect(packed.tokens == measure.sum && packed.capacity == packed.rows * row.length)
        #expect(packed.capacity >= packed.tokens)
      }
      #expect(row.packed.first { $0.strategy == "wrap" }?.rows == (measure.sum + row.length - 1) / row.length)
    }
  }

  @Test func `statistics of other options are not added`() throws {
    func json(_ by: String?) throws -> JobInput {
      var options = StatsJob.Options()
      options.by = by.flatMap { FieldPath($0) }
      var view = StatsView()
      view.writesJSON = true
      let memory = Memory()
      _ = try run(StatsJob(options, view, inputs: [input("{\"text\":\"a\"}\n")], output: memory.output))
      return JobInput(memory.bytes, named: "s.json")
    }
    let inputs = [try json(nil), try json("text")]
    #expect { try run(MergeStatsJob(StatsView(), inputs: inputs, output: Memory().output)) } throws: {
      FailureKind(of: $0) == .badData
    }
    #expect {
      try run(MergeStatsJob(StatsView(), inputs: [input("{}", named: "x")], output: Memory().output))
    } throws: { FailureKind(of: $0) == .badData }
  }
}
