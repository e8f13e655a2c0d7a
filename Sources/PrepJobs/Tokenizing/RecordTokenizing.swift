import PrepDiagnostics
import PrepConcurrency
import PrepExamples
import PrepOptions
import PrepRecords
import PrepSystem
import PrepTokenizers
import PrepTokenizing
import PrepTokens
import Synchronization

/// Records that somebody has in memory, made into token sequences as `tokenize` makes them of files. Several threads may
/// use it at a time.
///
/// Each record tells its own shape, unless the options name one.
package final class RecordTokenizing: Sendable {
  /// A record that became sequences, or none where it is left out.
  package struct Outcome: Sendable {
    /// The number of the record among those that were given.
    package var record: Int
    /// What it became.
    package var sequences: [TokenSequence]
  }

  /// Why a record did not become tokens.
  package struct Failure: Error, Sendable {
    /// What is wrong with it; the line is its number, from 1.
    package var finding: Diagnostic
    /// The number of the record, from 0.
    package var record: Int
  }

  private let tokenizer: Tokenizer
  private let tokenizing: TokenizingOptions
  private let examples: ExampleOptions
  private let names: FieldNames
  private let skipsInvalid: Bool
  private let idle = IdleShelf<RecordTokenizer>()

  /// - Parameter model: The tokenizer as it was named: a folder may have a template.
  /// - Throws: ``JobFailure`` for options that make no sense, `TemplateFailure`.
  package init(_ options: TokenizeJob.Options, tokenizer: Tokenizer, model: String?) throws {
    try options.check()
    let tokenizer = try options.dropout.apply(to: tokenizer)
    self.tokenizer = tokenizer
    examples = options.examples
    names = FieldNames(options.examples.mapping)
    skipsInvalid = options.invalid.policy == .skip
    var named = options
    named.tokenizer.name = model
    var tokenizing = try TokenizedInputs.options(named, tokenizer)
    // What other records hold is not known, so that each sequence says what is learnt of it.
    tokenizing.leavesOutParts = true
    self.tokenizing = tokenizing
  }

  /// The options that mean something without files.
  package static var definitions: [OptionDefinition<TokenizeJob.Options>] {
    var others: Set = ["text", "lines", "bytes"]
    others.formUnion(InputOptions.definitions.map(\.name))
    others.formUnion(ImportOptions.definitions.map(\.name))
    others.formUnion(TokenizerOptions.definitions.map(\.name))
    others.formUnion(InvalidOptions.definitions.map(\.name))
    // Numbers of classes are those of all records, which a call does not see.
    others.formUnion(ClassOptions.definitions.map(\.name))
    others.remove("on-invalid")
    return TokenizeJob.Options.definitions.filter { !others.contains($0.name) }
  }

  /// The sequences of records, in their order. They do not depend on the number of threads.
  ///
  /// - Precondition: Each record has less than 1 GiB, and there is at least one thread.
  /// - Throws: ``Failure`` for the first record that is bad, unless bad ones are skipped.
  package func tokenize(_ records: UnsafeBufferPointer<TextBytes>, threads: Int) throws(Failure) -> [Outcome] {
    var next = 0
    let given = GivenRecords(records: records)
    let pool = OrderedWorkerPool<RecordTokenizer, Range<Int>, Result<[Outcome], Failure>>(
      threads: threads, makeState: { self.borrow() }, produce: { Self.take(records, from: &next) },
      transform: { worker, range in
        Result { () throws(Failure) in try worker.tokenize(given.records, range) }
      })
    // Whatever ends this, no worker reads a record after it.
    defer { pool.cancel() }
    var all: [Outcome] = []
    all.reserveCapacity(records.count)
    do {
      while let part = try pool.next() { all += try part.get() }
    } catch let failure as Failure { throw failure } catch {
      preconditionFailure("tokenizing records fails in no other way: \(error)")
    }
    return all
  }

  /// The text of one record; of a pair both sides.
  ///
  /// - Throws: ``Failure`` for a record that is bad.
  package func render(_ record: TextBytes) throws(Failure) -> [RenderedExample] {
    let worker = borrow()
    defer { idle.put(worker) }
    return try worker.render(record)
  }

  private func borrow() -> RecordTokenizer {
    idle.take() ?? RecordTokenizer(tokenizer, tokenizing, examples, names, skipsInvalid: skipsInvalid)
  }

  /// The records of a call, for its threads.
  ///
  /// SAFETY of `@unchecked Sendable`: they are there and unchanged until the call returns, which no thread outlives.
  private struct GivenRecords: @unchecked Sendable {
    let records: UnsafeBufferPointer<TextBytes>
  }

  /// About how many bytes a thread takes at a time.
  private static let chunkSize = 1 << 17

  private static func take(_ records: UnsafeBufferPointer<TextBytes>, from next: inout Int) -> Range<Int>? {
    if next == records.count { return nil }
    let first = next
    var size = 0
    repeat {
      size += records[next].count
      next += 1
    } while next < records.count && size + records[next].count <= chunkSize
    return first..<next
  }
}
