import ArgumentParser
import PrepBytes
import PrepConverting
import PrepExamples
import PrepJobs

/// `prep convert`: any container and shape as JSON Lines of the shape that is wanted.
struct ConvertCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Converts tables, JSON, text and other shapes to records.")

  @OptionGroup var input: InputOptions

  @Option(help: ArgumentHelp("What to write: a shape, a target, or with 'records' the rows as they are (see --list).", valueName: "FORM"))
  var to: String?

  @Option(help: ArgumentHelp("The shape the records have (default: what each tells).", valueName: "SHAPE"))
  var fromShape: SourceShape?

  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

  @Option(help: ArgumentHelp("What roles are called in the records, besides human, gpt, model and their like.", valueName: "THEIRS=OURS,…"))
  var roleMap: RoleNames?

  @Option(help: ArgumentHelp("A system message for conversations that have none.", valueName: "TEXT"))
  var system: String?

  @Option(help: "How the arguments of tool calls are written (default: as the target wants them).")
  var toolArguments: TargetForm.Arguments?

  @Option(help: "Which ways through a tree of replies become examples.")
  var paths: SourceReader.Paths = .best

  @Option(help: ArgumentHelp("Fields that go over as they are.", valueName: "FIELD,…"))
  var keep: String?

  @Flag(help: "Begin the output with a byte order mark.")
  var bom = false

  @Flag(help: "List the shapes that are read and the forms that are written.")
  var list = false

  @Option(help: ArgumentHelp("The character set of the input, or auto to guess it (default: UTF-8, or what a byte order mark says).", valueName: "NAME"))
  var encoding: String?

  @Option(help: "What becomes of bytes that mean nothing in the character set: the end of the run, or U+FFFD.")
  var badBytes: BadBytesPolicy = .error

  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    if let to, to != "records", TargetForm(to) == nil { throw ValidationError("there is no form '\(to)'; see prep convert --list") }
  }

  func execute(_ session: Session) throws {
    if list {
      let sink = try output.text.open()
      try sink.write(Conversions.list)
      return try sink.finish()
    }
    session.say(try session.run(ConvertJob(options, inputs: input.inputs, output: output.text)))
  }

  private var options: ConvertJob.Options {
    var options = ConvertJob.Options()
    options.reading = input.values
    options.importing = importOptions.values
    options.invalid = invalidOptions.values
    options.form = to.flatMap { TargetForm($0) }
    options.keepsRecords = to == "records"
    options.shape = fromShape
    options.mapping = map
    options.roles = roleMap ?? RoleNames()
    options.system = system
    options.toolArguments = toolArguments
    options.paths = paths
    options.kept = keep?.split(separator: ",").map(String.init) ?? []
    options.writesByteOrderMark = bom
    options.encoding = encoding
    options.badBytes = badBytes
    return options
  }
}

extension BadBytesPolicy: ExpressibleByArgument {}
extension SourceShape: ExpressibleByArgument {}
extension SourceReader.Paths: ExpressibleByArgument {}
extension TargetForm.Arguments: ExpressibleByArgument {}

extension RoleNames: ExpressibleByArgument {
  package init?(argument: String) { self.init(parsing: argument) }
}
