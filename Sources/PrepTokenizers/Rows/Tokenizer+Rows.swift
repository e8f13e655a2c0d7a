package import PrepBytePairEncoding
import PrepConcurrency
import Synchronization

extension Tokenizer {
  /// The tokens of several texts, one row after the other, encoded on several threads. The rows do not depend on their
  /// number.
  ///
  /// - Precondition: Each text has less than 2 GiB, and there is at least one thread.
  /// - Throws: ``RowFailure`` of the first text that the policy refuses, or that the split pattern cannot cut.
  package func rows(_ texts: UnsafeBufferPointer<TextBytes>, _ options: RowOptions) throws(RowFailure) -> TokenRows {
    var total = 0
    for text in texts { total &+= text.count }
    expect(bytes: total)
    let all = TokenRows(rows: texts.count, tokens: total / 2 + BytePairEncoder.spareRoom)
    if options.threads == 1 || total < 2 * Self.rowChunk {
      let core = storage.borrowCore()
      defer { storage.giveBack(core) }
      try RowEncoder(core, options).encode(texts, first: 0, into: all)
    } else {
      try encode(texts, options, into: all)
    }
    all.finish()
    return all
  }

  /// About how many bytes a thread takes at a time.
  private static let rowChunk = 1 << 18

  private func encode(_ texts: UnsafeBufferPointer<TextBytes>, _ options: RowOptions, into all: TokenRows)
    throws(RowFailure)
  {
    let cores = (0..<options.threads).map { _ in storage.borrowCore() }
    defer { for core in cores { storage.giveBack(core) } }
    let taken = Atomic<Int>(0)
    let given = GivenTexts(texts)
    var next = 0
    let pool = OrderedWorkerPool<Encoder.Core, Range<Int>, Result<TokenRows, RowFailure>>(
      threads: options.threads, makeState: { cores[taken.wrappingAdd(1, ordering: .relaxed).oldValue] },
      produce: { Self.takeRows(texts, from: &next) },
      transform: { core, range in
        Result { () throws(RowFailure) in
          let part = UnsafeBufferPointer(rebasing: given.texts[range])
          let rows = TokenRows(rows: part.count, tokens: Self.rowChunk / 2)
          try RowEncoder(core, options).encode(part, first: range.lowerBound, into: rows)
          return rows
        }
      })
    // Whatever ends this, no worker reads a text after it.
    defer { pool.cancel() }
    do {
      while let part = try pool.next() { all.append(try part.get()) }
    } catch let failure as RowFailure { throw failure } catch {
      preconditionFailure("encoding fails in no other way: \(error)")
    }
  }

  /// The texts of a call, for its threads.
  ///
  /// SAFETY of `@unchecked Sendable`: the texts are there and unchanged until the call returns, which no thread outlives.
  private struct GivenTexts: @unchecked Sendable {
    let texts: UnsafeBufferPointer<TextBytes>
    init(_ texts: UnsafeBufferPointer<TextBytes>) { self.texts = texts }
  }

  /// The next texts of a chunk, or nil when there is none.
  private static func takeRows(_ texts: UnsafeBufferPointer<TextBytes>, from next: inout Int) -> Range<Int>? {
    if next == texts.count { return nil }
    let first = next
    var size = 0
    repeat {
      size += texts[next].count
      next += 1
    } while next < texts.count && size + texts[next].count <= rowChunk
    return first..<next
  }

  /// The tokens of one text, into the caller's memory as far as there is room; returns their number.
  ///
  /// - Precondition: The text has less than 2 GiB.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what the text holds.
  package func encode(
    _ text: UnsafeBufferPointer<UInt8>, specialTokens: SpecialTokenPolicy, into ids: UnsafeMutableBufferPointer<Token>
  ) throws(TokenizerFailure) -> Int {
    let core = storage.borrowCore()
    defer { storage.giveBack(core) }
    if specialTokens == .asText, !core.changesPlainText, let base = ids.baseAddress,
      ids.count >= text.count &+ BytePairEncoder.spareRoom
    {
      let count = core.write(text, to: base)
      try core.checkPattern()
      return count
    }
    core.scratch.removeAll(keepingCapacity: true)
    var tokens: [Token] = []
    swap(&tokens, &core.scratch)
    defer { swap(&tokens, &core.scratch) }
    try core.encode(text, specialTokens: specialTokens, into: &tokens)
    _ = ids.update(fromContentsOf: tokens.prefix(ids.count))
    return tokens.count
  }

  /// The place of the first id that no token has; nil when all are of the vocabulary.
  package func firstUnknown(_ ids: UnsafeBufferPointer<Token>) -> Int? {
    ids.firstIndex { storage.tokens.length(of: $0) == 0 }
  }

  /// The bytes of a token, which are there as long as the tokenizer; nil when there is no such token.
  package func bytes(of token: Token) -> UnsafeBufferPointer<UInt8>? { storage.tokens.bytes(of: token) }
}
