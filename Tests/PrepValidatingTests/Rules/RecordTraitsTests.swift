import PrepBytes
import PrepRecords
import PrepShapes
import TestSupport
import Testing

@testable import PrepValidating

/// The law of ``RecordRule/speaksOf``: of a record that has none of what a rule speaks of, the rule says nothing.
@Suite struct RecordTraitsTests {
  /// The records of all rules' examples, and others that cross them: members of two put into one, fields renamed, values
  /// swapped.
  private static func records(_ generator: inout SeededGenerator, _ count: Int) -> [String] {
    let whole = RuleCatalogue.all.flatMap { rule -> [String] in
      [rule.about.example.bad, rule.about.example.good].flatMap {
        String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
      }
    }
    let objects = whole.filter { $0.hasPrefix("{") && $0.hasSuffix("}") && $0.count > 2 }
    let extra = [
      #""tools":[]"#, #""functions":{}"#, #""available_tools":[]"#, #""images":["a"]"#, #""image":"<image>""#,
      #""tools":[{"type":"function","function":{"name":"a b"}}]"#, #""chosen":"a""#, #""rejected":"a""#,
      #""text":"\ud800""#, #""completion":"\u00a0""#, #""prompt":"é&amp;""#, #""spans":[[0,9,"X"]]"#, #""tags":["B"]"#,
      #""messages":[{"role":"assistant","content":"a","weight":2}]"#, #""messages":[{"role":"bot","content":null}]"#,
      #""answers":{"text":["x"],"answer_start":[5]}"#, #""labels":[true]"#,
      #""system_instruction":{"parts":[{"a":1}]}"#,
    ]
    var made = objects + extra.map { "{\($0)}" }
    for _ in 0..<count {
      let one = objects.randomElement(using: &generator)!.dropLast()
      let member = extra.randomElement(using: &generator)!
      let other = objects.randomElement(using: &generator)!.dropFirst().dropLast()
      made.append(Bool.random(using: &generator) ? "\(one),\(member)}" : "{\(member),\(other)}")
      made.append("\(one),\(other)}")
    }
    return made
  }

  @Test("a rule says nothing of a record without what it speaks of", arguments: [UInt64(1), 2])
  func speaksOf(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let records = Self.records(&generator, TestData.rounds(300))
    let profiles = try [TargetProfiles.generalProfile()] + TargetProfiles.all()
    let log = FindingLog(severities: SeverityTable(profiles: profiles, areNamed: true), limit: .max, places: nil)
    let rules = RuleCatalogue.all.enumerated().compactMap { number, rule in
      (rule as? any RecordRule.Type).map { (number, $0) }
    }
    #expect(rules.count > 50)
    var spoken: Set<Int> = []
    let chunker = LineChunker(source: MemoryByteSource(Array((records.joined(separator: "\n") + "\n").utf8)))
    while let batch = try chunker.next()?.parse() {
      batch.withIndex { bytes, nodes in
        for index in 0..<batch.count where batch.facts(index).kind == .record {
          guard let base = bytes.baseAddress else { continue }
          let facts = batch.facts(index)
          let root = BorrowedJSON(bytes: base, nodes: nodes, node: facts.detail)
          let example = ExampleView(root, names: .usual)
          let text = UnsafeBufferPointer(start: base + facts.start, count: facts.length)
          example.read(root, line: facts.line, text: text)
          for (number, rule) in rules {
            log.begin(line: facts.line, sourceLine: facts.line, start: facts.start, baseOffset: 0, root: root)
            let before = log.findings.count
            rule.check(example, log.reporter(for: number))
            guard log.findings.count > before else { continue }
            spoken.insert(number)
            #expect(
              !rule.speaksOf.isDisjoint(with: example.traits),
              "\(rule.about.id) of \(String(decoding: text, as: UTF8.self))")
          }
        }
      }
    }
    // A law that nobody came near would say nothing.
    #expect(spoken.count > 45, "\(spoken.count)")
  }
}
