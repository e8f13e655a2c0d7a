import ArgumentParser
import PrepShards
import PrepTokens

/// Where and how a shard set is written.
struct ShardOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The directory of the shard set, which is made; it has to be empty.", valueName: "DIRECTORY"))
  var output: String

  @Option(help: ArgumentHelp("The most bytes a shard has before compression.", valueName: "SIZE"))
  var size: Quantity = Quantity(64 << 20)

  @Option(help: ArgumentHelp("The level of zstd, 1 to 22, or 'none' for shards that are not compressed.", valueName: "N|none"))
  var level: CompressionLevel = CompressionLevel(value: 2)

  @Option(help: ArgumentHelp("The name of the column with the ids.", valueName: "NAME"))
  var tokensName = "input_ids"

  @Option(name: .customLong("dtype"), help: "The type of the ids (default: uint16 when the vocabulary fits, else uint32).")
  var idType: ShardLayout.IDType?

  @Option(help: "What a row is: a sequence as it comes, or a document, for which packed sequences are taken apart.")
  var rows: ShardLayout.Rows = .pack

  @Flag(help: "Store labels instead of a mask: the ids, and -100 where nothing is learnt.")
  var labels = false

  @Flag(help: "Compress in several frames with a table of them, so that a row can be read without the rest of its shard.")
  var seekable = false

  @Option(help: ArgumentHelp("Store rows of N tokens as one matrix: only ids and what is learnt, to be mapped into memory.", valueName: "N"))
  var matrix: Quantity?

  @Flag(help: "Complete a set that an interrupted run began: its whole shards are verified and kept.")
  var resume = false

  init() {}

  func validate() throws {
    if !(1..<Int(UInt32.max)).contains(size.value) { throw ValidationError("--size takes from 1 byte to just below 4 GiB") }
    if let matrix, !(1..<1 << 28).contains(matrix.value) { throw ValidationError("--matrix takes a number of tokens") }
    if matrix != nil, rows == .doc { throw ValidationError("--matrix and --rows doc exclude each other") }
    if seekable, level.value == nil { throw ValidationError("--seekable needs compression: --level 1 to 22") }
    if tokensName.isEmpty { throw ValidationError("--tokens-name takes a name") }
  }

  /// Writes all sequences of a source, and says what was written.
  func write(_ source: any TokenSequenceSource, _ session: Session) throws { try write(source, nil, session, stage: nil) {} }

  /// Writes all sequences of a source that can be gone on with, and says what was written.
  ///
  /// - Parameters:
  ///   - job: All that the bytes of the set depend on; nil where a run that is interrupted is begun again.
  ///   - stage: The name of the counts in the report, where they are not the only ones.
  ///   - atEnd: Runs when the source has given its last sequence, before the set is committed; what it throws stops that.
  func write(
    _ source: any ResumableSource, resumingAs job: String?, _ session: Session, stage: String, atEnd: @escaping () throws -> Void
  ) throws {
    let run = job.map { ResumableRun(job: $0, save: { try source.save(to: &$0) }, restore: { try source.restore(from: $0) }) }
    try write(source, run, session, stage: stage, atEnd: atEnd)
  }

  private func write(
    _ source: any TokenSequenceSource, _ run: ResumableRun?, _ session: Session, stage: String?, atEnd: @escaping () throws -> Void
  ) throws {
    var header = source.header
    header.provenance.append("\(Version.text) shard")
    let writer = ShardWriter(directory: output, options: writerOptions(threads: session.threads))
    var hasEnded = false
    let summary = try writer.write(header, run: run) {
      if hasEnded { return nil }
      if let sequence = try source.next() { return sequence }
      hasEnded = true
      try atEnd()
      return nil
    }
    guard let stage else { return summarize(summary, session) }
    session.report(of: stage) { summarize(summary, session) }
  }

  private func writerOptions(threads: Int) -> ShardWriter.Options {
    var options = ShardWriter.Options()
    options.sizeLimit = size.value
    options.level = level.value
    options.threads = threads
    options.frameSize = seekable ? 512 << 10 : nil
    options.layout.tokensName = tokensName
    options.layout.idType = idType
    options.layout.rows = rows
    options.layout.usesLabels = labels
    options.layout.fixedLength = matrix?.value
    options.resumes = resume
    return options
  }

  /// Puts what was written into the report and says it in a line.
  private func summarize(_ summary: ShardWriter.Summary, _ session: Session) {
    session.report.add(summary.shards, to: "shards")
    session.report.add(summary.samples, to: "rows")
    session.report.add(summary.tokens, to: "tokens")
    session.report.add(summary.rawBytes, to: "raw_bytes")
    session.report.add(summary.storedBytes, to: "stored_bytes")
    session.report.add(summary.emptyRows, to: "empty_rows")
    var line = "\(Counted(summary.shards, "shard")), \(Counted(summary.samples, "row")), \(Counted(summary.tokens, "token"))"
    line += ", \(ProgressDisplay.size(Double(summary.storedBytes))) in \(summary.directory)"
    if summary.keptShards > 0 { line += "; \(Counted(summary.keptShards, "shard")) kept" }
    if summary.emptyRows > 0 { line += "; \(Counted(summary.emptyRows, "empty row")) left out" }
    session.summarize(line)
  }
}

/// `--level`: a level of zstd, or none.
struct CompressionLevel: ExpressibleByArgument, Sendable, Hashable {
  /// nil stores what is written as it is.
  var value: Int?

  init(value: Int?) { self.value = value }

  init?(argument: String) {
    if argument == "none" {
      value = nil
    } else {
      guard let level = Int(argument), (1...22).contains(level) else { return nil }
      value = level
    }
  }

  var defaultValueDescription: String { value.map { "\($0)" } ?? "none" }
}

extension ShardLayout.IDType: ExpressibleByArgument {}
extension ShardLayout.Rows: ExpressibleByArgument {}
