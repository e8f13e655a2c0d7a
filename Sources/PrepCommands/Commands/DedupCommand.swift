import ArgumentParser
import PrepBytes
import PrepContents
import PrepDeduplicating

/// `prep dedup`: leaves out records that say what others say.
struct DedupCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedup", abstract: "Leaves out records that say what others say.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Comparison") var content: ContentOptions

  @Option(help: "Which of several records that say the same stays.")
  var keep: Deduplicator.Choice = .first

  @Option(help: ArgumentHelp("Write the records left out to a file, as they were read.", valueName: "FILE"))
  var removed: String?

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    let removedSink = try removed.map { try OutputFile.open($0) }
    let invalid = try InvalidRecords(options: invalidOptions, session: session)
    session.progress.totalBytes = input.totalBytes
    let deduplicator = Deduplicator(keeping: keep, memory: content.memory.value)
    var written = 0
    func write(_ text: UnsafeRawBufferPointer, _ stays: Bool) throws {
      if stays { written += 1 }
      let target = stays ? sink : removedSink
      try target?.write(text)
      try target?.write("\n")
    }
    try KeyedRecords(
      paths: input.paths, reader: content.reader, maxLine: input.maxLine.value, session: session, invalid: invalid
    ).forEach { key, text in
      if let stays = try deduplicator.observe(key.content, text: text) { try write(text, stays) }
    }
    try deduplicator.conclude(write)
    try invalid.finish()
    try removedSink?.finish()
    try sink.finish()
    session.report.add(written, to: "written")
    session.report.add(deduplicator.dropped, to: "duplicates")
    session.summarize("\(Counted(written, "record")) written, \(Counted(deduplicator.dropped, "duplicate")) left out, \(invalid.count) invalid")
  }
}

extension Deduplicator.Choice: ExpressibleByArgument {}
