public import PrepRecords

extension JSONLinesReader {
  /// Reads the records of inputs of any container, as every command does: JSON Lines, JSON, CSV, TSV, workbooks, Parquet,
  /// Arrow and plain text, compressed or not, each taken for what it looks like. Findings stand where they are in the
  /// input.
  ///
  /// - Parameters:
  ///   - inputs: Files, standard input, or bytes in memory, in order; each is opened when those before it have been
  ///     read.
  ///   - reading: How they are read: the longest line, and the part of them that is read.
  ///   - threads: How many threads parse; 1 parses on the caller's.
  ///   - notesBlankLines: Whether blank lines are delivered as notes; they are skipped either way.
  /// - Throws: ``JobFailure`` for a part of what are no files.
  public convenience init(
    records inputs: [JobInput], reading: InputOptions = InputOptions(), threads: Int = 1, notesBlankLines: Bool = false
  ) throws {
    let opening = RecordOpening(reading)
    var waiting = try opening.part(of: inputs)[...]
    self.init(
      sources: { try waiting.popFirst().map { try opening.open($0) } }, threads: threads,
      maxLine: reading.longestLine, notesBlankLines: notesBlankLines)
  }
}
