import PrepContents
import PrepSplitting
import Testing

@testable import PrepJobs

@Suite struct ComparingJobTests {
  private let text = (0..<40).map { "{\"prompt\": \"p\($0 % 30)\", \"completion\": \"c\"}\n" }.joined()

  @Test func `records that say the same are left out, and kept apart`() throws {
    let (memory, removed) = (Memory(), Memory())
    var options = DedupJob.Options()
    options.removed = removed.output
    let summary = try run(DedupJob(options, inputs: [input(text)], output: memory.output))
    #expect(summary.written == 30)
    #expect(summary.duplicates == 10)
    #expect(memory.text + removed.text == text)
  }

  @Test func `every record goes to one part`() throws {
    let parts = ["a": Memory(), "b": Memory()]
    let summary = try run(
      SplitJob(SplitJob.Options(plan: SplitPlan.halves), inputs: [input(text)]) { parts[$0]?.output ?? Memory().output }
    )
    let lines = parts.values.flatMap { $0.text.split(separator: "\n") }
    #expect(lines.sorted() == text.split(separator: "\n").sorted())
    #expect(summary.parts.map(\.name) == ["a", "b"])
    #expect(summary.parts.map(\.records).reduce(0, +) == 40)
  }
}
