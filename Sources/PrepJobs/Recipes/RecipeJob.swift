import PrepBytes
import PrepDiagnostics
import PrepShards

/// A whole recipe in one process: steps over records, one after the other, and what is made of them in the end.
///
/// Each step is the job of the command of the same name, and writes a file that the next one reads. The observer hears
/// of each by ``JobNote/step(_:isKept:)``, of tokens by ``JobNote/tokenized(_:)`` and ``JobNote/packed(_:)``.
package struct RecipeJob: Job {
  /// What was made of the records of a part.
  package enum Made {
    case shards(ShardWriter.Summary)
    case export(ExportJob.Summary, ExportJob.Options)
    case records(Int, path: String)
  }

  /// What was made, by part.
  package typealias Summary = [(part: String, made: Made)]

  /// What is done.
  package var plan: RecipePlan
  /// Whether steps that an interrupted run has done are not done again.
  package var resumes = false
  /// Whether the files between the steps stay.
  package var keepsWork = false
  /// Where the findings of gates go.
  package var findings: JobOutput

  /// A job, ready to be run.
  package init(_ plan: RecipePlan, findings: JobOutput) {
    self.plan = plan
    self.findings = findings
  }

  package func execute(_ context: JobContext) throws -> Summary { try RecipeRun(self, context).run() }
}

/// A step whose counts do not add up: a fault of the program, which ends the run before anything is made of the records.
struct UnbalancedStep: Error, CustomStringConvertible {
  var description: String
}

/// One run of ``RecipeJob``.
private final class RecipeRun {
  private let job: RecipeJob
  private let plan: RecipePlan
  private let context: JobContext
  private let keys: RecipeKeys
  private let origins: RecipeOrigins
  private var folder: RecipeFolder?
  private var outcomes: [Int: RecipeStepOutcome] = [:]

  init(_ job: RecipeJob, _ context: JobContext) {
    self.job = job
    plan = job.plan
    self.context = context
    keys = RecipeKeys(job.plan)
    origins = RecipeOrigins(job.plan)
    context.placing = { [origins] in origins.placed($0) }
  }

  func run() throws -> RecipeJob.Summary {
    for folder in plan.outputFolders { try FolderMaking.make(folder) }
    if !plan.steps.isEmpty || plan.outputs.contains(where: { $0.export != nil }) {
      folder = try RecipeFolder(plan.folder, keeps: job.resumes)
    }
    do {
      try runSteps()
      try context.check()
      var summary: RecipeJob.Summary = []
      var reports = JobReport()
      for output in plan.outputs {
        let done = try context.piece { try RecipeEnd(output, plan, keys, resumes: job.resumes, $0).make() }
        summary += done.value.map { (output.part, $0) }
        try check(output, done.report)
        reports[output.part.isEmpty ? "all" : output.part] = .object(done.report)
      }
      context.report["outputs"] = .object(reports)
      if !job.keepsWork { folder?.remove() }
      return summary
    } catch is JobCancellation {
      throw JobCancellation(isResumable: folder != nil)
    } catch let finding as Diagnostic { throw origins.placed(finding) }
  }

  /// Runs the steps whose records somebody reads who has not been done.
  private func runSteps() throws {
    var wanted: Set<Int> = []
    var kept: Set<Int> = []
    func want(_ numbers: [Int]) {
      for number in numbers where !kept.contains(number) && !wanted.contains(number) {
        if job.resumes, let key = keys.steps[number],
          let outcome = folder?.outcome(of: plan.steps[number].id, key: key), hasRecords(number, outcome)
        {
          kept.insert(number)
          outcomes[number] = outcome
          continue
        }
        wanted.insert(number)
        want(RecipePlan.steps(at: plan.steps[number].sources.map(\.place)))
      }
    }
    want(RecipePlan.steps(at: plan.outputs.flatMap(\.places)))
    takeBefore(kept)
    for number in plan.steps.indices {
      try context.check()
      if wanted.contains(number) {
        outcomes[number] = try run(number)
        removeRead(by: number)
      }
      guard let outcome = outcomes[number] else { continue }
      context.note(.step(outcome, isKept: !wanted.contains(number)))
    }
    var reports = JobReport()
    for number in plan.steps.indices { reports[plan.steps[number].id] = outcomes[number].map { .object($0.report) } }
    if !plan.steps.isEmpty { context.report["steps"] = .object(reports) }
  }

  /// What the steps before those that are kept counted.
  private func takeBefore(_ kept: Set<Int>) {
    var waiting = Array(kept)
    while let number = waiting.popLast() {
      for before in RecipePlan.steps(at: plan.steps[number].sources.map(\.place)) where outcomes[before] == nil {
        guard let key = keys.steps[before] else { continue }
        outcomes[before] = folder?.outcome(of: plan.steps[before].id, key: key)
        waiting.append(before)
      }
    }
  }

  private func hasRecords(_ number: Int, _ outcome: RecipeStepOutcome) -> Bool {
    plan.steps[number].parts.allSatisfy { JobInput(path: plan.file(of: number, part: $0)).storedBytes != nil }
  }

  private func run(_ number: Int) throws -> RecipeStepOutcome {
    let step = plan.steps[number]
    var counters: [String: LineCounter] = [:]
    let done = try context.piece { piece in
      let changes = try step.step.run(
        RecipeStepWork(
          sources: step.sources.map { .init(name: $0.name, weight: $0.weight, inputs: plan.inputs(at: $0.place)) },
          output: { [plan] part in
            let path = plan.file(of: number, part: part)
            return JobOutput(path: path) {
              let counter = LineCounter(try OutputFile.open(path))
              counters[part] = counter
              return counter
            }
          }, staysApart: step.staysApart, findings: job.findings, context: piece))
      return (changes, piece.report)
    }
    let (changes, counts) = done.value
    func count(_ name: String) -> Int { if case .integer(let count)? = counts[name] { count } else { 0 } }
    let outcome = RecipeStepOutcome(
      id: step.id, read: count("records"), changes: changes, invalid: count("invalid"),
      written: step.parts.map { ($0, counters[$0]?.lines ?? 0) }, counts: counts)
    try check(outcome, changes, step)
    if let key = keys.steps[number] { try folder?.keep(outcome, key: key) }
    return outcome
  }

  /// Holds what a step read against what the steps before it wrote, and what it wrote against what it says.
  private func check(_ outcome: RecipeStepOutcome, _ changes: RecordChanges, _ step: RecipePlan.Step) throws {
    if outcome.total != changes.written {
      throw UnbalancedStep(
        description: "\(step.id): \(Counted(outcome.total, "record")) were written, and \(changes.written) counted")
    }
    guard outcome.addsUp else {
      throw UnbalancedStep(description: "\(step.id): the counts of records do not add up: \(outcome.report.json)")
    }
    try check(step.id, reads: outcome.read, of: step.sources.map(\.place))
  }

  /// What an output read has to be all that the steps before it wrote.
  private func check(_ output: RecipePlan.Output, _ report: JobReport) throws {
    guard case .integer(let read)? = report["records"] else { return }
    try check(output.part.isEmpty ? "the output" : output.part, reads: read, of: output.places)
  }

  private func check(_ reader: String, reads read: Int, of places: [RecipePlan.Place]) throws {
    var written = 0
    for place in places {
      guard case .made(let step, let part) = place,
        let count = outcomes[step]?.written.first(where: { $0.part == part })
      else { return }
      written += count.count
    }
    if read != written {
      throw UnbalancedStep(
        description: "\(reader): \(Counted(written, "record")) came from the steps before, and \(read) were read")
    }
  }

  /// Removes the records that a step has read and nobody else is going to.
  private func removeRead(by number: Int) {
    if job.keepsWork { return }
    for case .made(let before, let part) in plan.steps[number].sources.map(\.place) {
      let isWanted = plan.outputs.contains { output in
        output.places.contains { if case .made(before, part) = $0 { true } else { false } }
      }
      if !isWanted { folder?.remove(file: plan.file(of: before, part: part)) }
    }
  }
}

/// A sink that counts the lines that go through it.
private final class LineCounter: ByteSink {
  private(set) var lines = 0
  private let sink: any ByteSink

  init(_ sink: any ByteSink) { self.sink = sink }

  var name: String { sink.name }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    for byte in bytes where byte == 0x0A { lines += 1 }
    try sink.write(bytes)
  }

  func finish() throws { try sink.finish() }
}
