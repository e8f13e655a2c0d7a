import ArgumentParser
import PrepBytes
import PrepColumns
import PrepConverting
import PrepExamples
import PrepImporting

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
    let sink = try output.open()
    if list {
      try sink.write("read:\n")
      for shape in SourceShape.allCases where shape.isReadable { try sink.write("  \(shape.rawValue)\n") }
      try sink.write("written:\n")
      for form in TargetForm.all { try sink.write("  \(form.name)\n") }
      return try sink.finish()
    }
    session.progress.totalBytes = input.totalBytes
    if bom { try sink.write([0xEF, 0xBB, 0xBF]) }
    var reader = SourceReader()
    reader.names = FieldNames(map ?? FieldMapping())
    reader.roles = roleMap ?? RoleNames()
    reader.paths = paths
    let converter = Converter(
      reader: reader, shape: fromShape, form: to.flatMap { TargetForm($0) }, system: system.map { Array($0.utf8) },
      arguments: toolArguments, keeping: keep?.split(separator: ",").map(String.init) ?? [])
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    let run = ConvertingRun(converter: to == "records" ? nil : converter, sink: sink, invalid: invalid, session: session)
    let maxLine = input.maxLine.value
    try run.run(
      ImportedRecords(
        paths: input.paths, threads: session.threads, maxLine: maxLine,
        decoding: { try DecodedSource.open($0, encoding: encoding, policy: badBytes) { session.summarize("read as \($0.name)") } }
      ) { _ in
        var importer = importOptions.importer(maxLine: maxLine, mapping: map)
        // The rows as they are: texts that stand for values stay texts.
        importer.columnOptions.decodesJSON = to != "records"
        return importer
      })
    try sink.finish()
  }
}

extension BadBytesPolicy: ExpressibleByArgument {}
extension SourceShape: ExpressibleByArgument {}
extension SourceReader.Paths: ExpressibleByArgument {}
extension TargetForm.Arguments: ExpressibleByArgument {}

extension RoleNames: ExpressibleByArgument {
  package init?(argument: String) { self.init(parsing: argument) }
}
