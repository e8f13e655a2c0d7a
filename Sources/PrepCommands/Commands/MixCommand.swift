import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep mix`: sources by weights.
struct MixCommand: StageCommand {
  static let name = "mix"
  static let abstract = "Mix sources by weights of tokens, bytes or records"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep mix web=web/:3 code=code/:1 chat=chat.jsonl:0.5 --total 2G --passes chat=4 -o mix.jsonl",
        "Two billion tokens, with at most four passes over the chats"),
      CommandExample("prep mix --plan-only web=web/:3 code=code/:1", "What each source would contribute"),
    ]
  }

  var options = MixJob.Options()
  var sources: [String] = []
  var output = GivenOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<MixCommand> {
    OptionTable(
      MixCommand(),
      operand: .any(
        "NAME=FILE:WEIGHT", \.sources, isRequired: true,
        "A source: its name, its files, folders or MDS datasets (several with commas, '*' and '?' in their names), its weight"
      ),
      MixJob.Options.definitions.at(\.options),
      GivenOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let sources = try sources.map { try MixJob.Source(parsing: $0) }
    let all = sources.flatMap(\.inputs.all)
    let areTokens = sources.contains { $0.inputs.areTokens }
    let target: GivenOutput =
      options.plansOnly
      ? .records(try output.records.text(for: "--plan-only"))
      : try output.output(for: areTokens ? .tokens(all) : .records(all), of: [])
    let plan = try session.run(MixJob(options, sources: sources, output: target))
    for source in plan.sources {
      session.summarize(
        "\(source.name): \(Counted.grouped(source.given)) of \(Counted.grouped(source.size)) \(plan.unit.rawValue) in "
          + "\(Counted(source.givenRecords, areTokens ? "row" : "record")), \(NumberWords.short(source.passes)) \(source.passes == 1 ? "pass" : "passes"), "
          + "\(NumberWords.short(plan.share(of: source)))% (wanted \(NumberWords.short(source.wanted)))")
    }
    if let set = plan.tokens?.set { session.say(set) }
    if options.plansOnly { return }
    session.summarize(
      "\(Counted(plan.written, areTokens ? "row" : "record")) mixed by seed \(plan.seed)"
        + (areTokens ? "" : ", \(Counted.grouped(plan.invalid)) invalid"))
  }
}
