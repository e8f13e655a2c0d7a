import ArgumentParser
import PrepExporting
import PrepJobs

/// `prep export`: shard sets and token streams in the formats of other trainers.
struct ExportCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes documents in the formats of other trainers.")

  @Argument(help: ArgumentHelp("Shard sets (directories) or token streams; none or '-' is standard input.", valueName: "FILE"))
  var paths: [String] = []

  @Option(name: .customLong("to"), help: "The format.")
  var format: ExportFormat

  @Option(name: .shortAndLong, help: ArgumentHelp("What the names of the files begin with.", valueName: "PREFIX"))
  var output: String

  @Option(name: .customLong("dtype"), help: "The type of the ids (default: what the format's own tools would take).")
  var idType: ExportedIDType?

  @Option(help: ArgumentHelp("For llmc: the most tokens of a file.", valueName: "N"))
  var fileTokens: Quantity = Quantity((1 << 31) - 1)

  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws { try checked { () throws(JobFailure) in try options.check() } }

  func execute(_ session: Session) throws {
    let counts = try session.run(ExportJob(options, inputs: JobInput.files(paths))).counts
    if counts.lostLoss > 0 {
      session.console.say(
        "\(Counted(counts.lostLoss, "token")) that \(counts.lostLoss == 1 ? "is" : "are") not learnt, or with a weight, will be learnt like all others: the format \(format.rawValue) cannot say so")
    }
    if counts.lostLabels > 0 {
      session.console.say(
        "whether \(Counted(counts.lostLabels, "document")) \(counts.lostLabels == 1 ? "was" : "were") liked is left out: the format \(format.rawValue) cannot say so")
    }
    var line = "\(Counted(counts.documents, "document")), \(Counted(counts.tokens, "token")) as \(format.rawValue) in \(output)"
    if counts.emptyDocuments > 0 { line += "; \(Counted(counts.emptyDocuments, "empty document")) left out" }
    session.summarize(line)
  }

  private var options: ExportJob.Options {
    var options = ExportJob.Options(format: format, prefix: output)
    options.idType = idType
    options.fileTokens = fileTokens.value
    return options
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension ExportedIDType: ExpressibleByArgument {}
