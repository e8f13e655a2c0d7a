/// Makes of the records of a part what the recipe asks for.
struct RecipeEnd {
  private let output: RecipePlan.Output
  private let plan: RecipePlan
  private let keys: RecipeKeys
  private let resumes: Bool
  private let context: JobContext

  init(_ output: RecipePlan.Output, _ plan: RecipePlan, _ keys: RecipeKeys, resumes: Bool, _ context: JobContext) {
    self.output = output
    self.plan = plan
    self.keys = keys
    self.resumes = resumes
    self.context = context
  }

  private var inputs: [JobInput] { output.places.flatMap { plan.inputs(at: $0) } }

  func make() throws -> [RecipeJob.Made] {
    var made: [RecipeJob.Made] = []
    if let target = output.records { made.append(try write(target)) }
    if var options = output.shards {
      options.shard.resumes = resumes
      // What was between the steps is not what it was when the run began.
      options.identity = options.identity.flatMap { keys.key(of: output, [$0]) }
      made.append(.shards(try counted { try RunJob(options, inputs: inputs).execute($0) }))
    }
    if let export = output.export { made.append(try self.export(export)) }
    return made
  }

  /// Runs a job whose count of records is that of the output, also where another one has counted them already.
  private func counted<Value>(_ body: (JobContext) throws -> Value) throws -> Value {
    let (value, report) = try context.piece(body)
    context.report.merge(report)
    return value
  }

  private func write(_ target: RecordTarget) throws -> RecipeJob.Made {
    var options = ConvertJob.Options()
    options.keepsRecords = true
    let inputs = inputs
    let (done, report) = try context.piece {
      try ConvertJob(options, inputs: inputs, output: target.target).execute($0)
    }
    context.report["records"] = report["records"]
    context.report["write"] = .object(report)
    return .records(done.examples, path: target.output)
  }

  private func export(_ export: RecipePlan.Export) throws -> RecipeJob.Made {
    let name = "\(plan.folder)/99-tokens\(output.part.isEmpty ? "" : "-\(output.part)")"
    let (tokens, rows) = (name + ".tokens", name + ".rows")
    let inputs = inputs
    let tokenized = try context.piece {
      try TokenizeJob(export.tokenize, inputs: inputs, output: JobOutput(path: tokens)).execute($0)
    }
    context.note(.tokenized(tokenized.value))
    context.report["records"] = tokenized.report["records"]
    context.report["tokenize"] = .object(tokenized.report)
    var last = tokens
    if let options = export.pack {
      let packed = try context.piece {
        try PackJob(options, inputs: [JobInput(path: tokens)], output: JobOutput(path: rows)).execute($0)
      }
      context.note(.packed(packed.value))
      context.report["pack"] = .object(packed.report)
      last = rows
    }
    let done = try context.piece { [last] in try ExportJob(export.export, inputs: [JobInput(path: last)]).execute($0) }
    context.report["export"] = .object(done.report)
    return .export(done.value, export.export)
  }
}

extension JobReport {
  /// Takes the values of another report in place of its own.
  fileprivate mutating func merge(_ other: JobReport) { for (name, value) in other.values { self[name] = value } }
}
