internal import PrepBytePairEncoding
internal import PrepBytes
import PrepConcurrency
import PrepSystem
import Synchronization

extension Tokenizer {
  /// The tokens of several texts, encoded on several threads. The result does not depend on their number.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encode(_ texts: [String], specialTokens: SpecialTokenPolicy = .asText, threads: Int)
    throws(TokenizerFailure)
    -> [[UInt32]]
  {
    var ends: [Int] = []
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(bytes.count)
    }
    return Array(try encodeBatch(bytes, ends: ends, specialTokens: specialTokens, threads: threads))
  }

  /// The tokens of several texts that lie one after the other, encoded on several threads, one after the other.
  ///
  /// With several threads they are made by ``encodeBatch(_:ends:specialTokens:threads:)`` and copied.
  ///
  /// - Parameter ends: Where each text ends in `bytes`, in order.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encodeFlat(
    _ bytes: [UInt8], ends: [Int], specialTokens: SpecialTokenPolicy = .asText, threads: Int
  ) throws(TokenizerFailure) -> [UInt32] {
    if threads == 1 { return try makeEncoder().encodeFlat(bytes, ends: ends, specialTokens: specialTokens) }
    return try encodeBatch(bytes, ends: ends, specialTokens: specialTokens, threads: threads).tokens
  }

  /// The tokens of several texts that lie one after the other, encoded on several threads. The result does not depend
  /// on their number.
  ///
  /// Nothing is moved once it is written, so this is the fastest way to encode much at once.
  ///
  /// - Parameter ends: Where each text ends in `bytes`, in order.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encodeBatch(
    _ bytes: [UInt8], ends: [Int], specialTokens: SpecialTokenPolicy = .asText, threads: Int
  ) throws(TokenizerFailure) -> TokenBatch {
    precondition(threads >= 1, "encoding needs at least one thread")
    expect(bytes: bytes.count)
    let workers = (0..<threads).map { _ in BatchWorker(storage.borrowCore(), mostTokens: bytes.count) }
    defer { for worker in workers { storage.giveBack(worker.core) } }
    let taken = Atomic<Int>(0)
    var next = 0
    let pool = OrderedWorkerPool<BatchWorker, Range<Int>, Result<TokenBatch.Part, TokenizerFailure>>(
      threads: threads, makeState: { workers[taken.wrappingAdd(1, ordering: .relaxed).oldValue] },
      produce: { Self.takeChunk(ends, from: &next) },
      transform: { worker, texts in
        Result { () throws(TokenizerFailure) in try worker.encode(bytes, ends, texts, specialTokens) }
      })
    // Whatever ends this, no worker writes after it.
    defer { pool.cancel() }
    var batch = TokenBatch()
    do {
      while let part = try pool.next() { batch.append(try part.get()) }
    } catch let failure as TokenizerFailure { throw failure } catch {
      preconditionFailure("encoding fails in no other way: \(error)")
    }
    return batch
  }

  /// About how many bytes a thread takes at a time.
  private static let chunkSize = 1 << 18

  /// The next texts of a chunk, or nil when there is none.
  private static func takeChunk(_ ends: [Int], from next: inout Int) -> Range<Int>? {
    if next == ends.count { return nil }
    let first = next
    let start = first == 0 ? 0 : ends[first - 1]
    repeat { next += 1 } while next < ends.count && ends[next] - start <= chunkSize
    return first..<next
  }
}

extension Encoder {
  /// The tokens of several texts that lie one after the other, one after the other.
  ///
  /// - Parameter ends: Where each text ends in `bytes`, in order.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encodeFlat(_ bytes: [UInt8], ends: [Int], specialTokens: SpecialTokenPolicy = .asText)
    throws(TokenizerFailure)
    -> [UInt32]
  {
    tokenizer.expect(bytes: bytes.count)
    // A text that is encoded as it is has at most a token a byte. Room for that many costs addresses, not memory: pages
    // that are not written to do not exist.
    if specialTokens == .asText, !core.changesPlainText {
      let tokens = [UInt32](unsafeUninitializedCapacity: bytes.count + BytePairEncoder.spareRoom) { room, count in
        guard let base = room.baseAddress else { return }
        LargePages.request(base, count: room.count * MemoryLayout<UInt32>.stride)
        Self.forEach(bytes, ends, ends.indices) { count += core.write($0, to: base + count) }
      }
      try core.checkPattern()
      return tokens
    }
    // One that is changed first rarely has more.
    var tokens = [UInt32](unsafeUninitializedCapacity: bytes.count) { room, _ in
      if let base = room.baseAddress { LargePages.request(base, count: room.count * MemoryLayout<UInt32>.stride) }
    }
    var failure: TokenizerFailure?
    Self.forEach(bytes, ends, ends.indices) { text in
      guard failure == nil else { return }
      do throws(TokenizerFailure) { try encode(text, specialTokens: specialTokens, into: &tokens) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return tokens
  }

  static func forEach(
    _ bytes: [UInt8], _ ends: [Int], _ texts: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    bytes.withUnsafeBufferPointer { all in
      var start = texts.lowerBound == 0 ? 0 : ends[texts.lowerBound - 1]
      for text in texts {
        body(UnsafeBufferPointer(rebasing: all[start..<ends[text]]))
        start = ends[text]
      }
    }
  }
}
