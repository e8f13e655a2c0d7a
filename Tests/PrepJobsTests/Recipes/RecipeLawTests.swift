import Foundation
import PrepContents
import PrepConverting
import PrepDeduplicating
import PrepExpressions
import PrepFixing
import PrepFormatting
import PrepSplitting
import TestSupport
import Testing

@testable import PrepJobs

/// Of recipes with steps chosen by chance: what a recipe writes are the bytes of its jobs run one after the other; the
/// counts of every step add up, and each reads what the one before it wrote; a run that was interrupted behind any step
/// goes on and comes to the same.
@Suite struct RecipeLawTests {
  /// A step, as a recipe says it and as its job does it.
  private struct Move {
    var text: String
    var job: (JobInput, JobOutput) throws -> Void

    /// The records that the job makes of others.
    func records(of text: String) throws -> String {
      let memory = Memory()
      try job(input(text), memory.output)
      return memory.text
    }
  }

  private static func moves(_ random: inout SeededGenerator) throws -> [Move] {
    let number = Int.random(in: 2...30, using: &random)
    let all: [Move] = [
      Move(text: "dedup: {by: prompt}") { input, output in
        var options = DedupJob.Options()
        options.content.scope = .prompt
        _ = try run(DedupJob(options, inputs: [input], output: output))
      },
      Move(text: "dedup: {near: true, keep: first}") { input, output in
        var options = DedupJob.Options()
        (options.near, options.kept) = (.covered, .first)
        _ = try run(DedupJob(options, inputs: [input], output: output))
      },
      Move(text: "filter: size(completion) > \(number)") { input, output in
        var options = FilterJob.Options()
        options.expression = try Expression("size(completion) > \(number)")
        _ = try run(FilterJob(options, inputs: [input], output: output))
      },
      Move(text: "shuffle: {seed: \(number), epochs: 2}") { input, output in
        var options = ShuffleJob.Options()
        (options.seed, options.epochs) = (UInt64(number), 2)
        _ = try run(ShuffleJob(options, inputs: .records([input]), output: .records(output)))
      },
      Move(text: "sample: {count: \(3 * number)}") { input, output in
        var options = SampleJob.Options()
        options.records = 3 * number
        _ = try run(SampleJob(options, inputs: .records([input]), output: .records(output)))
      },
      Move(text: "sample: {with-replacement: \(number)}") { input, output in
        var options = SampleJob.Options()
        options.draws = number
        _ = try run(SampleJob(options, inputs: .records([input]), output: .records(output)))
      },
      Move(text: "fix: {apply: [safe, duplicates]}") { input, output in
        var options = FixJob.Options()
        options.repairs.insert(.duplicates)
        _ = try run(FixJob(options, inputs: [input], output: output))
      },
      Move(text: "validate: {pass: true, ignore: [D, number-of-examples]}") { input, output in
        var options = ValidateJob.Options()
        options.ignored = ["D", "number-of-examples"]
        var job = ValidateJob(options, inputs: [input], findings: Memory().output)
        job.passed = output
        _ = try run(job)
      },
      Move(text: "format: {separator: ' ->'}") { input, output in
        var options = FormatJob.Options()
        options.format.separator = .text(Array(" ->".utf8))
        _ = try run(FormatJob(options, inputs: [input], output: output))
      },
      Move(text: "convert: {to: prompt-completion, on-invalid: skip}") { input, output in
        var options = ConvertJob.Options()
        (options.form, options.invalid.policy) = (TargetForm("prompt-completion"), .skip)
        _ = try run(ConvertJob(options, inputs: [input], output: output))
      },
    ]
    return (0...Int.random(in: 0...4, using: &random)).compactMap { _ in all.randomElement(using: &random) }
  }

  private static func records(_ count: Int, _ random: inout SeededGenerator) -> String {
    let words = ["river", "tower", "the", "old", "house", "is", "by", "Zoë", "日本", "of", "a\\nb"]
    func text() -> String {
      (0...Int.random(in: 0...12, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
        .joined(separator: " ")
    }
    var lines: [String] = []
    for _ in 0..<count {
      let line = "{\"prompt\":\"\(text())?\",\"completion\":\" \(text()).\"}"
      lines.append(Int.random(in: 0..<4, using: &random) == 0 ? lines.randomElement(using: &random) ?? line : line)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  @Test(arguments: 0..<TestData.rounds(36))
  func `a recipe gives what its jobs give one after the other`(_ round: Int) throws {
    var random = SeededGenerator(seed: UInt64(round) + 100)
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let moves = try Self.moves(&random)
    let text = Self.records(Int.random(in: 30...120, using: &random), &random)
    try Data(text.utf8).write(to: folder.appendingPathComponent("train.jsonl"))
    let plan = try SplitPlan(parsing: "train=80%,valid=20%")
    let recipe =
      "input: train.jsonl\nsteps:\n" + moves.map { "  - \($0.text)\n" }.joined()
      + "  - split: {parts: {train: 80%, valid: 20%}, allow-empty: true}\nwrite: {output: 'out.{part}.jsonl'}\n"
    var expected: [String] = []
    let records = try moves.reduce(text) { try $1.records(of: $0) }
    let parts = ["train": Memory(), "valid": Memory()]
    var options = SplitJob.Options(plan: plan)
    options.allowsEmpty = true
    _ = try run(SplitJob(options, inputs: [input(records)]) { parts[$0]?.output ?? Memory().output })
    for part in ["train", "valid"] { expected.append(parts[part]?.text ?? "") }

    let path = folder.path + "/recipe.yaml"
    try Data(recipe.utf8).write(to: URL(fileURLWithPath: path))
    func outputs() throws -> [String] {
      try ["train", "valid"].map { try String(contentsOfFile: "\(folder.path)/out.\($0).jsonl", encoding: .utf8) }
    }
    let observer = RecordingObserver()
    _ = try run(RecipeJob(RecipePlan(Recipe(JobInput(path: path))), findings: Memory().output), observer: observer)
    #expect(try outputs() == expected, "\(recipe)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.parts.jsonl.work"))
    let lines = text.split(separator: "\n").count
    Self.check(observer.outcomes, reads: lines, writes: expected.map { $0.split(separator: "\n").count }, recipe)

    let stop = Int.random(in: 0...moves.count, using: &random)
    let (resumed, report) = try Self.interrupted(path, after: stop)
    #expect(try outputs() == expected, "\(recipe)")
    #expect(resumed == stop + 1)
    #expect(report == observer.report?.json)
  }

  /// The counts of steps that follow one another.
  private static func check(_ outcomes: [RecipeStepOutcome], reads: Int, writes: [Int], _ recipe: String) {
    var before = reads
    for outcome in outcomes {
      #expect(outcome.read == before, "\(outcome.id) of \(recipe)")
      #expect(outcome.addsUp, "\(outcome.id) of \(recipe)")
      #expect(outcome.written.reduce(0) { $0 + $1.count } == outcome.total)
      before = outcome.total
    }
    #expect(outcomes.last?.written.map(\.count) == writes)
  }

  /// Interrupts a run behind a step, and goes on.
  ///
  /// - Returns: How many steps were not done again, and the report of the second run.
  private static func interrupted(_ path: String, after step: Int) throws -> (kept: Int, report: String?) {
    let first = StoppingObserver(after: step)
    var job = RecipeJob(try RecipePlan(Recipe(JobInput(path: path))), findings: Memory().output)
    let stopped = JobRun(job, threads: 2, observer: first)
    first.stop = { stopped.cancel() }
    #expect(throws: JobCancellation(isResumable: true)) { try stopped.run() }
    job.resumes = true
    let second = RecordingObserver()
    _ = try run(job, observer: second)
    return (second.notes.count { if case .step(_, true) = $0 { true } else { false } }, second.report?.json)
  }
}

/// Ends a run when a step has been done.
private final class StoppingObserver: JobObserver {
  private var left: Int
  var stop: () -> Void = {}

  init(after step: Int) { left = step }

  func noted(_ note: JobNote) {
    guard case .step = note else { return }
    if left == 0 { stop() }
    left -= 1
  }
}

extension RecordingObserver {
  /// What became of the records of each step, in order.
  fileprivate var outcomes: [RecipeStepOutcome] {
    notes.compactMap { if case .step(let outcome, _) = $0 { outcome } else { nil } }
  }
}
