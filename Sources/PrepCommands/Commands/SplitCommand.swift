import ArgumentParser
import PrepBytes
import PrepContents
import PrepSplitting

/// `prep split`: deals records out to parts, such as those to train and to validate with.
struct SplitCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Deals records out to parts: equal records and groups stay together.")

  @OptionGroup var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "The parts and what each gets: 90% or 0.9 of the whole, 1000 records, or without a share the rest.", valueName: "NAME=SHARE,…"))
  var parts = "train=90%,valid=10%"

  @Option(name: .shortAndLong, help: ArgumentHelp("The files to write; {part} stands for the name of the part.", valueName: "PATTERN"))
  var output: String

  @Option(help: ArgumentHelp("Keep records with an equal field together.", valueName: "FIELD"))
  var group: FieldPath?

  @Option(help: ArgumentHelp("Give every part its share of each value of a field.", valueName: "FIELD"))
  var stratify: FieldPath?

  @Option(help: ArgumentHelp("Another split of the same records.", valueName: "N"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Comparison") var content: ContentOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    guard output.contains("{part}") else {
      throw ValidationError("-o takes a name with {part} in it, such as train.{part}.jsonl")
    }
    do { _ = try SplitPlan(parsing: parts) } catch { throw ValidationError(error.message) }
  }

  func execute(_ session: Session) throws {
    let plan = try SplitPlan(parsing: parts)
    let sinks = try plan.parts.map { try OutputFile.open(path(of: $0.name)) }
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    session.progress.totalBytes = input.totalBytes
    var reader = content.reader
    reader.group = group
    reader.stratum = stratify
    let splitter = Splitter(
      plan: plan, seed: seed, isGrouped: group != nil, isStratified: stratify != nil, memory: content.memory.value)
    var counts = [Int](repeating: 0, count: sinks.count)
    func write(_ text: UnsafeRawBufferPointer, _ part: Int) throws {
      counts[part] += 1
      try sinks[part].write(text)
      try sinks[part].write("\n")
    }
    try KeyedRecords(
      paths: input.paths, reader: reader, maxLine: input.maxLine.value, session: session, invalid: invalid
    ).forEach { key, text in
      if let part = try splitter.observe(key, text: text) { try write(text, part) }
    }
    try splitter.conclude(write)
    try invalid.finish()
    for sink in sinks { try sink.finish() }
    var report = RunReport()
    for (part, count) in zip(plan.parts, counts) {
      report[part.name] = .integer(count)
      session.summarize("\(path(of: part.name)): \(Counted(count, "record"))")
    }
    session.report["parts"] = .object(report)
    session.report["seed"] = .text("\(seed)")
    session.summarize("\(Counted(counts.reduce(0, +), "record")) in \(Counted(counts.count, "part")) by seed \(seed), \(invalid.count) invalid")
  }

  private func path(of part: String) -> String {
    output.split(separator: "{part}", omittingEmptySubsequences: false).joined(separator: part)
  }
}
