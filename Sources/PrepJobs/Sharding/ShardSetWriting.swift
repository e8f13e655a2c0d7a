import PrepShards
import PrepTokens

/// Writes the sequences of a source as a shard set.
struct ShardSetWriting {
  private let options: ShardOptions
  private let context: JobContext

  init(_ options: ShardOptions, _ context: JobContext) {
    self.options = options
    self.context = context
  }

  /// Writes all sequences of a source.
  ///
  /// - Parameters: - run: How the source is saved and restored, where an interrupted run can be gone on with. - atEnd:
  ///   Runs when the source has given its last sequence, before the set is committed; what it throws stops that.
  func write(
    _ source: any TokenSequenceSource, run: ResumableRun? = nil, atEnd: @escaping () throws -> Void = {}
  ) throws -> ShardWriter.Summary {
    var header = source.header
    header.provenance.append("\(Version.text) shard")
    context.report(part: header.part.map { "\($0.index)/\($0.count)" })
    let writer = ShardWriter(directory: options.directory, options: options.writerOptions(threads: context.threads))
    let (context, options) = (context, options)
    var hasEnded = false
    return try writer.write(header, run: run) {
      if hasEnded { return nil }
      try context.check()
      if let sequence = try source.next() {
        guard options.dropsLast, let length = options.fixedLength, sequence.tokens.count < length else {
          return sequence
        }
        // Where another row follows it is not the last, and no matrix has it.
        if try source.next() != nil { return sequence }
        context.report.add(sequence.tokens.count, to: "dropped_tokens")
        context.note(.droppedLastRow(tokens: sequence.tokens.count))
      }
      hasEnded = true
      try atEnd()
      return nil
    }
  }

  /// Puts what was written into a report.
  static func count(_ summary: ShardWriter.Summary, into report: inout JobReport) {
    if summary.wasFinishedByAnother {
      report.add(1, to: JobReport.finishedByAnother)
      return
    }
    report.add(summary.shards, to: "shards")
    report.add(summary.samples, to: "rows")
    report.add(summary.tokens, to: "tokens")
    report.add(summary.rawBytes, to: "raw_bytes")
    report.add(summary.storedBytes, to: "stored_bytes")
    report.add(summary.emptyRows, to: "empty_rows")
  }
}
