import ArgumentParser
import PrepDiagnostics
import PrepPacking
import PrepTokens

/// `prep pack`: sequences into rows of a fixed length.
struct PackCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Joins token sequences into rows of a fixed length.")

  @OptionGroup var input: TokenInputOptions
  @OptionGroup(title: "Rows") var packing: PackingOptions
  @OptionGroup(title: "Output") var output: TokenOutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    session.progress.totalBytes = input.totalBytes
    let run = try PackingRun(source: TokenStreamSource(paths: input.paths), options: packing, session: session)
    let writer = try output.writer(sink, header: run.header)
    while let row = try run.next() { try writer.write(row) }
    try writer.finish()
    run.summarize()
  }
}
