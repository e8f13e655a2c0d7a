import ArgumentParser
import PrepBytes
import PrepFixing

/// `prep fix`: repairs records by name.
struct FixCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix", abstract: "Repairs records: JSON that is nearly JSON, roles, keys, duplicates.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Option(
    help: ArgumentHelp(
      "The repairs to make: names, catalogue ids, and the groups safe, json and all (see --list).", valueName: "REPAIR,…"))
  var apply = "safe"

  @Flag(help: "Write what would change instead of the records.")
  var diff = false

  @Flag(help: "Do what OpenAI's fine_tunes.prepare_data did when all its questions were answered with yes.")
  var likePrepareData = false

  @Flag(help: "List the repairs.")
  var list = false

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    for word in apply.split(separator: ",") where Repair.named(String(word)).isEmpty {
      throw ValidationError("there is no repair called '\(word)'; see prep fix --list")
    }
    if likePrepareData, diff { throw ValidationError("--diff cannot be combined with --like-prepare-data") }
  }

  func execute(_ session: Session) throws {
    if list { return try printList() }
    let sink = try output.open()
    session.progress.totalBytes = input.totalBytes
    if likePrepareData {
      try LegacyFixing(input: input, sink: sink, session: session).run()
    } else {
      let repairs = Set(apply.split(separator: ",").flatMap { Repair.named(String($0)) })
      let invalid = try InvalidRecords(options: invalidOptions, session: session)
      let fixing = RecordFixing(repairs: repairs, showsChanges: diff, sink: sink, invalid: invalid, session: session)
      let maxLine = input.maxLine.value
      try fixing.run(
        ImportedRecords(paths: input.paths, threads: session.threads, maxLine: maxLine, notesBlankLines: true) { _ in
          importOptions.importer(maxLine: maxLine)
        })
    }
    try sink.finish()
  }

  private func printList() throws {
    let sink = FileByteSink.standardOutput()
    for repair in Repair.allCases {
      let name = repair.rawValue + String(repeating: " ", count: max(1, 22 - repair.rawValue.count))
      try sink.write("\(name)\(repair.catalogueID)  \(repair.isSafe ? "safe  " : "      ")\(repair.summary)\n")
    }
    try sink.finish()
  }
}
