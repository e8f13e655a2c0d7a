import PrepDiagnostics
import PrepValidating
import TestSupport
import Testing

/// What a validation finds depends on the data alone.
@Suite struct ValidationTests {
  /// The examples of all rules in one file, in an order of chance, some of them twice.
  static func messyFile(seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var lines: [[UInt8]] = []
    for rule in RuleCatalogue.all where !["F05", "J08"].contains(rule.about.id) {
      for text in [rule.about.example.bad, rule.about.example.good] {
        lines += text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().prefix(6).map { Array($0) }
      }
    }
    lines += lines.shuffled(using: &generator).prefix(40)
    lines.shuffle(using: &generator)
    // The first hundred records tell the shape of a set, or those of the first chunk where it has fewer: all of one.
    let first = (0..<100).map {
      Array(#"{"messages":[{"role":"user","content":"q\#($0)"},{"role":"assistant","content":"a\#($0)"}]}"#.utf8)
    }
    return Array((first + lines).joined(separator: [0x0A]))
  }

  private func described(_ findings: [Finding]) -> [String] {
    findings.map {
      "\($0.about.id) \($0.severity) \(Validating.place($0)) \($0.location.offset ?? -1) \($0.targets.bits) \($0.message)"
    }
  }

  @Test("neither threads nor the size of chunks change the findings", arguments: [1, 2] as [UInt64])
  func findingsAreTheSame(seed: UInt64) throws {
    let text = Self.messyFile(seed: seed)
    let targets = seed == 1 ? [] : ["together", "openai-chat", "mistral"]
    let expected = described(try Validating.findings(text, targets: targets))
    #expect(expected.count > 100)
    for (threads, chunk) in [(1, 150), (3, 700), (2, 4096)] {
      let found = described(try Validating.findings(text, targets: targets, threads: threads, chunkSize: chunk))
      #expect(found == expected, "\(threads) threads, chunks of \(chunk)")
    }
  }

  @Test("findings stand in the order of the lines, those about the set behind them") func orderIsKept() throws {
    let findings = try Validating.findings(
      Self.messyFile(seed: 9), select: ["J", "R", "T", "D01", "D02"], ignore: ["R09"])
    let lines = findings.map(\.location.line)
    #expect(lines == lines.sorted())
  }

  @Test("offsets, lines and columns agree") func placesAgree() throws {
    let text = Self.messyFile(seed: 4)
    for finding in try Validating.findings(text, select: ["J", "R", "T", "S01", "S07", "Q"]) {
      guard let offset = finding.location.offset, finding.location.column > 0 else { continue }
      let before = text[..<offset]
      #expect(before.count { $0 == 0x0A } == finding.location.line - 1, "\(finding.message)")
      let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      #expect(offset - start == finding.location.column - 1, "\(finding.message)")
    }
  }

  @Test("findings beyond the limit are counted and not kept") func limitsAreKept() throws {
    let text = Array(String(repeating: "{\"text\":\"\"}\n", count: 50).utf8)
    var options = ValidationOptions()
    options.limit = 7
    options.chunkSize = 64
    let (findings, result) = try Validating.run(text, select: ["S07"], options: options)
    #expect(findings.count == 7)
    #expect(findings.map(\.location.line) == Array(1...7))
    #expect(result.counts.count(.error) == 50)
  }

  @Test("random bytes never stop a validation", arguments: [1, 2] as [UInt64])
  func survivesNoise(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var text = Self.messyFile(seed: seed)
    for _ in 0..<200 {
      text[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    _ = try Validating.findings(text, tokenizer: try Validating.tokenizer.get())
    _ = try Validating.findings(generator.bytes(count: 20_000))
  }
}
