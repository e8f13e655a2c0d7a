import PrepBytes
import PrepDiagnostics
import PrepExpressions
import PrepFiltering
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct FilterJobTests {
  private func filtered(_ text: String, threads: Int = 2, _ change: (inout FilterJob.Options) throws -> Void) throws
    -> (
      lines: [String], summary: FilterJob.Summary
    )
  {
    var options = FilterJob.Options()
    try change(&options)
    let memory = Memory()
    let summary = try run(FilterJob(options, inputs: [input(text)], output: memory.output), threads: threads)
    return (memory.text.split(separator: "\n").map(String.init), summary)
  }

  @Test func `records that stay and those left out are all records, in order`() throws {
    let text = questions(2000)
    let lines = text.split(separator: "\n").map(String.init)
    let removed = Memory()
    let (kept, summary) = try filtered(text) {
      $0.expression = try Expression("hash01(prompt) < 0.5 && completion.contains('8')")
      $0.removed = removed.output
    }
    let gone = removed.text.split(separator: "\n").map(String.init)
    #expect(kept == lines.filter { Set(kept).contains($0) } && gone == lines.filter { Set(gone).contains($0) })
    #expect(kept.count + gone.count == 2000 && kept.count > 100 && gone.count > 100)
    #expect(summary.written == kept.count && summary.removed == gone.count)
    #expect(summary.rules.reduce(0) { $0 + $1.count } == gone.count)
    #expect(
      try filtered(text, threads: 5) {
        $0.expression = try Expression("hash01(prompt) < 0.5 && completion.contains('8')")
      }.lines == kept)
    let parts = try (0..<3).flatMap { part in
      try filtered(text) {
        $0.expression = try Expression("hash01(prompt) < 0.5 && completion.contains('8')")
        $0.reading.part = InputPart("\(part)/3")
      }.lines
    }
    #expect(parts == kept)
  }

  @Test func `a reason says the rule and its number`() throws {
    let removed = Memory()
    _ = try filtered("{\"text\":\"a b\"}\n") {
      ($0.presets, $0.removed, $0.reason) = ([.gopherQuality], removed.output, "why")
    }
    #expect(removed.text == "{\"text\":\"a b\",\"why\":{\"rule\":\"gopher-quality/min-words\",\"value\":2.0}}\n")
    #expect {
      try filtered("{\"text\":\"a b\",\"why\":1}\n") {
        ($0.presets, $0.removed, $0.reason) = ([.c4], Memory().output, "why")
      }
    } throws: {
      ($0 as? Diagnostic)?.code == "field-taken"
    }
  }

  @Test func `what has no value is placed`() throws {
    let text = "{\"a\":1}\n{\"m\": {\"b\":1}}\n"
    #expect { try filtered(text) { $0.expression = try Expression("has(a) || m.a == 1") } } throws: {
      guard let found = $0 as? Diagnostic else { return false }
      return found.code == "missing-field" && found.location.line == 2 && found.location.column == 7
    }
    let skipped = try filtered(text) { ($0.expression, $0.invalid.policy) = (try Expression("a == 1"), .skip) }
    #expect(skipped.lines == ["{\"a\":1}"] && skipped.summary.invalid == 1)
    let missing = try filtered(text) { ($0.expression, $0.missing) = (try Expression("a == 1"), .false) }
    #expect(missing.lines == ["{\"a\":1}"] && missing.summary.invalid == 0 && missing.summary.removed == 1)
  }

  @Test func `presets read fields, or all that a record says`() throws {
    let prose = (1...12).map {
      "The report of day \($0) says that people in town \($0 * 7) have seen rain and wind to the \($0 * 31) east."
    }
    let long = prose.joined(separator: " ")
    let record = "{\"prompt\":\"Hi\",\"completion\":\"\(long)\"}\n"
    #expect(try filtered(record) { $0.presets = [.gopherQuality] }.lines.count == 1)
    #expect(try filtered(record) { ($0.presets, $0.fields) = ([.gopherQuality], ["prompt"]) }.lines.isEmpty)
    let chat =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"\(long)\"},{\"role\":\"assistant\",\"content\":\"Yes.\"}]}\n"
    #expect(try filtered(chat) { $0.presets = [.gopherQuality] }.lines.count == 1)
  }

  @Test func `what makes no sense together is refused`() throws {
    let changes: [(inout FilterJob.Options) throws -> Void] = [
      { _ in }, { ($0.presets, $0.reason) = ([.c4], "why") },
      { ($0.expression, $0.fields) = (try Expression("a == 1"), ["a"]) },
      { ($0.presets, $0.tokenizer.name) = ([.c4], "prep-8k") },
    ]
    for change in changes { #expect(throws: JobFailure.self) { try filtered("{}\n", change) } }
  }
}
