import PrepDiagnostics
import PrepOptions

/// The gate of a recipe: records with findings end the run, or are left out.
struct ValidateStep: RecipeStep {
  var options = ValidateJob.Options()
  var companions = ValidateJob.Companions()

  static var name: String { "validate" }
  static var standard: ValidateStep { ValidateStep() }
  static var stepDefinitions: [OptionDefinition<ValidateStep>] {
    ValidateJob.Options.definitions.without("part").at(\.options) + ValidateJob.Companions.definitions.at(\.companions)
  }

  func check() throws(JobFailure) {
    try options.check(hasPrices: companions.prices != nil)
    if companions.rejects != nil, !companions.passes {
      throw JobFailure(
        "option-needs-another", "--rejects needs --pass: without it a record with findings ends the run")
    }
  }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    var options = options
    options.writesSummary = false
    var job = ValidateJob(options, inputs: work.inputs, findings: work.findings)
    companions.apply(to: &job)
    job.passed = work.output("")
    let done = try job.execute(work.context)
    func count(_ name: String) -> Int { if case .integer(let count)? = work.context.report[name] { count } else { 0 } }
    let (read, passed) = (count("records"), count("passed"))
    if done.fails, !companions.passes {
      let words =
        read > passed ? "\(Counted(read - passed, "record")) of \(Counted.grouped(read)) with findings" : "Findings"
      throw Diagnostic(
        "records-refused", "\(words) end the run; 'pass: true' leaves such records out",
        at: SourceLocation(file: work.inputs.first?.name ?? "<stdin>"))
    }
    return RecordChanges(written: passed, dropped: [("refused", read - passed - count("invalid"))])
  }
}

/// Leaves out, or marks, what evaluations have.
struct DecontaminateStep: RecipeStep {
  var options: DecontaminateJob.Options
  var evaluations = EvaluationFiles()

  static var name: String { "decontaminate" }
  static var comparesSources: Bool { true }
  static var standard: DecontaminateStep {
    var step = DecontaminateStep(options: DecontaminateJob.Options())
    step.options.action = .drop
    return step
  }
  static func words(of entries: [(name: String, value: OptionInput)]) -> [String] {
    (entries.contains { $0.name == "action" } ? [] : ["--action=drop"]) + table.words(of: entries)
  }
  static var stepDefinitions: [OptionDefinition<DecontaminateStep>] {
    EvaluationFiles.definitions.at(\.evaluations) + DecontaminateJob.Options.definitions.without("part").at(\.options)
  }

  func check() throws(JobFailure) {
    if options.action == .report {
      throw JobFailure("needs-action", "--action is drop or mark in a recipe, which hands records on")
    }
    var options = options
    options.evaluations = evaluations.paths.map { JobInput(path: $0) }
    try options.check()
  }

  func run(_ work: RecipeStepWork) throws -> RecordChanges {
    var options = options
    options.evaluations = try evaluations.inputs()
    var job = DecontaminateJob(options, inputs: work.inputs, output: work.output(""))
    job.sources = work.sourcedOutput
    return try work.changes(job)
  }
}

extension EvaluationFiles: NamesFiles {
  func name(to files: inout JobFiles) { paths.forEach { files.reads($0) } }
}

extension ValidateJob.Companions: NamesFiles {
  func name(to files: inout JobFiles) {
    (references + [prices, baseline].compactMap { $0 }).forEach { files.reads($0) }
    if let rejects { files.writes(rejects) }
  }
}
