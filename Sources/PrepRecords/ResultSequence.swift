import PrepDiagnostics

/// What a source gives, one after the other, for a `for` loop: each a value, or what went wrong in its place.
///
/// A `for` loop of Swift cannot throw by itself, and one that merely ended where reading failed would lose the rest in
/// silence. So every turn has a `Result`, and its value is had with `try`:
///
/// ```swift
/// var longest = 0
/// for result in JSONLinesReader(paths: ["train.jsonl"]).records {
///   let record = try result.get()
///   longest = max(longest, record.byteCount)
/// }
/// ```
///
/// It is read once: another loop goes on where the one before ended.
public struct ResultSequence<Value>: Sequence, IteratorProtocol {
  private let step: () -> Result<Value, any Error>?

  /// What a function gives until it gives nil, or fails.
  ///
  /// - Parameters:
  ///   - goesOn: Whether there is more behind an error; by default it is the last result.
  ///   - step: The next value, or nil at the end.
  package init(goesOn: @escaping (any Error) -> Bool = { _ in false }, _ step: @escaping () throws -> Value?) {
    var hasEnded = false
    self.step = {
      if hasEnded { return nil }
      do {
        if let value = try step() { return .success(value) }
        hasEnded = true
        return nil
      } catch {
        hasEnded = !goesOn(error)
        return .failure(error)
      }
    }
  }

  public func next() -> Result<Value, any Error>? { step() }
}

extension JSONLinesReader {
  /// The records, one after the other, for a `for` loop; not together with ``next()``.
  ///
  /// A line that is no JSON value is a failure, a `Diagnostic` with its place, and the lines behind it follow: the loop
  /// decides whether it ends. An ``IOFailure`` is the last result. Notes, such as that of a blank line, are passed
  /// over.
  public var records: ResultSequence<Record> {
    ResultSequence(goesOn: { $0 is Diagnostic }) {
      while true {
        while let item = self.started?.next() {
          switch item {
          case .record(let record): return record
          case .invalid(let diagnostic, _): throw diagnostic
          case .continuation, .note: continue
          }
        }
        guard let batch = try self.next() else { return nil }
        self.started = batch.makeIterator()
      }
    }
  }
}
