import ArgumentParser
import PrepContents
import PrepJobs
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
    var options = SplitJob.Options(plan: try SplitPlan(parsing: parts))
    options.reading = input.values
    options.content = content.values
    options.invalid = invalidOptions.values
    options.group = group
    options.stratum = stratify
    options.seed = seed
    let dealt = try session.run(SplitJob(options, inputs: input.inputs) { JobOutput(path: path(of: $0)) })
    for part in dealt.parts { session.summarize("\(path(of: part.name)): \(Counted(part.records, "record"))") }
    let total = dealt.parts.reduce(0) { $0 + $1.records }
    session.summarize("\(Counted(total, "record")) in \(Counted(dealt.parts.count, "part")) by seed \(dealt.seed), \(dealt.invalid) invalid")
  }

  private func path(of part: String) -> String {
    output.split(separator: "{part}", omittingEmptySubsequences: false).joined(separator: part)
  }
}
