import ArgumentParser
import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepImporting

/// `prep sniff`: what inputs are made of.
struct SniffCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "sniff", abstract: "Says what files are made of: container, character set, shape, roles.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Flag(help: "Read to the end (default: a thousand records).")
  var all = false

  @Flag(help: "Write a JSON object a file.")
  var json = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    var refusal: Diagnostic?
    for path in input.paths {
      let found = try SniffedInput(
        path: path, importer: importOptions.importer(maxLine: input.maxLine.value), readsAll: all, maxLine: input.maxLine.value)
      if json { try sink.write(SniffReport.json(found)) } else { try sink.write(SniffReport.text(found)) }
      session.report.add(found.records, to: "records")
      session.report.add(found.invalid, to: "invalid")
      if case .refused(let container) = found.container, refusal == nil {
        refusal = Diagnostic(
          "refused-container", "this is \(container.name), which no command reads; \(container.remedy)", at: SourceLocation(file: found.name))
      }
    }
    try sink.finish()
    if let refusal { throw refusal }
  }
}
