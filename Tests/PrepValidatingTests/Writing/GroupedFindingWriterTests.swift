import PrepBytes
import PrepDiagnostics
import PrepValidating
import TestSupport
import Testing

/// Findings by kind say what each finding says: the same numbers, and the first of each.
@Suite struct GroupedFindingWriterTests {
  /// Chats with faults at many places, some of them errors.
  private static func records(seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    let contents = [#""fine""#, #""""#, "7", "null", #""a\u200bb""#, #"[{"type":"text","text":"t"}]"#]
    var text = ""
    for number in 0..<400 {
      let turns = (0..<Int.random(in: 1...6, using: &random)).map { turn in
        let role = Int.random(in: 0..<9, using: &random) == 0 ? "narrator" : turn % 2 == 0 ? "user" : "assistant"
        let content = contents[Int.random(in: 0..<contents.count, using: &random)]
        return #"{"role":"\#(role)","content":\#(content),"weight":\#(Int.random(in: 0...2, using: &random))}"#
      }
      let extra = Int.random(in: 0..<3, using: &random) == 0 ? #","k\#(number % 7)":1"# : ""
      text += #"{"messages":[\#(turns.joined(separator: ","))]\#(extra)}"# + "\n"
    }
    return Array(text.utf8)
  }

  private static func text(
    _ bytes: [UInt8], places: Int?, threads: Int = 1, chunkSize: Int = 1 << 18, targets: [String]
  ) throws -> [String] {
    var options = ValidationOptions()
    options.places = places
    options.threads = threads
    options.chunkSize = chunkSize
    let (findings, result) = try Validating.run(bytes, targets: targets, options: options)
    let sink = MemoryByteSink()
    let writer = FindingFormat.text.writer(to: sink, targets: targets, version: "0", places: places)
    for finding in findings { try writer.write(finding) }
    try writer.finish(result)
    return String(decoding: sink.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Code, severity, pointer without places, and targets of a line.
  private static func kind(_ line: String) -> String {
    let severity = line.split(separator: ": ", maxSplits: 2)[1]
    let mark = line[line.lastIndex(of: "[").map { $0 }!...]
    let pointer = line.firstMatch(of: /\((\/[^)]*)\) \[/).map { String($0.1) } ?? ""
    return "\(severity) \(pointer.replacing(/\/[0-9]+/, with: "/*")) \(mark)"
  }

  @Test(arguments: [1, 2, 5], [[], ["openai-chat", "together", "mistral"]])
  func `each kind has its first findings and its number`(places: Int, targets: [String]) throws {
    let bytes = Self.records(seed: UInt64(places))
    let each = try Self.text(bytes, places: nil, targets: targets)
    var kinds: [String: [String]] = [:]
    for line in each { kinds[Self.kind(line), default: []].append(line) }
    let grouped = try Self.text(bytes, places: places, targets: targets)
    var shown: [String: [String]] = [:]
    var counts: [String: Int] = [:]
    var last = ""
    for line in grouped {
      if line.hasPrefix("  and ") {
        let total = try #require(line.firstMatch(of: /, ([0-9,]+) in all/)).1.replacing(",", with: "")
        counts[last] = Int(total)
      } else {
        last = Self.kind(line)
        shown[last, default: []].append(line)
      }
    }
    #expect(Set(shown.keys) == Set(kinds.keys))
    for (kind, lines) in kinds {
      #expect(shown[kind] == Array(lines.prefix(places)), "\(kind)")
      #expect(counts[kind] ?? lines.count == lines.count, "\(kind)")
      #expect((counts[kind] != nil) == (lines.count > places), "\(kind)")
    }
    let severities = grouped.filter { !$0.hasPrefix("  and ") }.map { $0.split(separator: ": ")[1] }
    #expect(severities == severities.sorted { Self.rank($0) < Self.rank($1) })
    // Neither threads nor chunks matter.
    for (threads, size) in [(2, 1 << 18), (3, 1 << 11), (1, 1 << 9)] {
      #expect(try Self.text(bytes, places: places, threads: threads, chunkSize: size, targets: targets) == grouped)
    }
  }

  private static func rank(_ severity: Substring) -> Int { ["error", "warning", "info"].firstIndex(of: severity) ?? 3 }

  @Test func `kinds without number are counted together`() throws {
    let bytes = Array((0..<3000).map { #"{"messages":[],"k\#($0)":[7]}"# + "\n" }.joined().utf8)
    let grouped = try Self.text(bytes, places: 2, chunkSize: 1 << 12, targets: [])
    let extra = grouped.filter { $0.contains("[extra-key]") }
    #expect(extra.count < 2200)
    let rest = try #require(extra.first { $0.contains("elsewhere") }?.firstMatch(of: /([0-9,]+) in all/)).1
    let alone = extra.count { !$0.contains("elsewhere") }
    // Two of those that are counted together are shown as well.
    #expect(alone - 2 + (Int(rest.replacing(",", with: "")) ?? 0) == 3000)
  }
}
