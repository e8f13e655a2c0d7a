import PrepExporting
import PrepJobs
import PrepOptions

/// `prep export`: shard sets and token streams in the formats of other trainers.
struct ExportCommand: StageCommand {
  static let name = "export"
  static let abstract = "Writes documents in the formats of other trainers"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep tokenize --mask all train.jsonl | prep export --to megatron -o train_text_document",
        "For Megatron, without packing")
    ]
  }

  var options = ExportJob.Options.none
  var files: [String] = []
  var runOptions = RunOptions()

  static var table: OptionTable<ExportCommand> {
    OptionTable(
      ExportCommand(), operand: .tokenSets(\.files),
      ExportJob.Options.definitions.at(\.options),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let done = try session.run(ExportJob(options, inputs: JobInput.files(files)))
    let counts = done.counts
    let format = options.format.rawValue
    if counts.lostLoss > 0 {
      session.console.say(
        "\(Counted(counts.lostLoss, "token")) that \(counts.lostLoss == 1 ? "is" : "are") not learnt, or with a weight, "
          + "will be learnt like all others: the format \(format) cannot say so")
    }
    if counts.lostLabels > 0 {
      session.console.say(
        "whether \(Counted(counts.lostLabels, "document")) \(counts.lostLabels == 1 ? "was" : "were") liked is left out: "
          + "the format \(format) cannot say so")
    }
    if done.loneParts > 0 {
      session.console.say(
        "\(Counted(done.loneParts, "part")) of documents that stand\(done.loneParts == 1 ? "s" : "") apart from the others "
          + "\(done.loneParts == 1 ? "is a document" : "are documents")")
    }
    var line =
      "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) as \(format) in \(options.prefix)"
    if counts.emptyDocuments > 0 { line += "; \(Counted(counts.emptyDocuments, "empty document")) left out" }
    session.summarize(line)
  }
}
