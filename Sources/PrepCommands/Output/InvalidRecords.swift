import PrepBytes
import PrepDiagnostics

/// Applies `--on-invalid`, `--rejects` and `--max-invalid` to the bad records of a run.
final class InvalidRecords {
  /// Bad records so far.
  private(set) var count = 0
  private let options: InvalidOptions
  private let session: Session
  private let rejects: (any ByteSink)?

  /// Creates the file of rejects, when one is asked for.
  init(options: InvalidOptions, session: Session) throws {
    self.options = options
    self.session = session
    rejects = try options.rejects.map { try OutputFile.open($0) }
  }

  /// Takes a bad record: keeps its bytes, says why, and throws where the policy says stop.
  ///
  /// - Parameter line: The bytes of the record as they were read; a line end is added.
  /// - Throws: The diagnostic, when the run is to stop.
  func reject(_ diagnostic: Diagnostic, line: UnsafeRawBufferPointer) throws {
    count += 1
    session.report.add(1, to: "invalid")
    if let rejects {
      try rejects.write(line)
      try rejects.write("\n")
    }
    if options.onInvalid == .stop {
      try rejects?.finish()
      throw diagnostic
    }
    session.print(diagnostic)
    if case .count(let limit)? = options.maxInvalid, count > limit {
      try rejects?.finish()
      throw tooMany("more than \(limit)", at: diagnostic.location)
    }
  }

  /// Ends the run: makes the rejects final and judges the percentage.
  ///
  /// - Parameter total: Records read, bad ones included.
  func finish(total: Int) throws {
    try rejects?.finish()
    if case .percent(let limit)? = options.maxInvalid, Double(count) * 100 > limit * Double(total) {
      throw tooMany("\(count) of \(total), more than \(limit)%", at: SourceLocation(file: "input"))
    }
  }

  private func tooMany(_ words: String, at location: SourceLocation) -> Diagnostic {
    Diagnostic("too-many-invalid", "too many bad records: \(words) (--max-invalid)", at: location)
  }
}
