internal import PrepBytePairEncoding
internal import PrepBytes
import PrepConcurrency
import Synchronization

extension Tokenizer {
  /// The tokens of several texts, encoded on several threads. The result does not depend on their number.
  ///
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encode(_ texts: [String], specialTokens: SpecialTokenPolicy = .asText, threads: Int) throws(TokenizerFailure)
    -> [[UInt32]]
  {
    var ends: [Int] = []
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(bytes.count)
    }
    expect(bytes: bytes.count)
    var result: [[UInt32]] = []
    result.reserveCapacity(texts.count)
    try forEachChunk(bytes, ends, specialTokens, threads) { tokens, tokenEnds in
      var start = 0
      for end in tokenEnds {
        result.append(Array(tokens[start..<end]))
        start = end
      }
    }
    return result
  }

  /// The tokens of several texts that lie one after the other, encoded on several threads, one after the other.
  ///
  /// - Parameter ends: Where each text ends in `bytes`, in order.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encodeFlat(
    _ bytes: [UInt8], ends: [Int], specialTokens: SpecialTokenPolicy = .asText, threads: Int
  ) throws(TokenizerFailure) -> [UInt32] {
    if threads == 1 { return try makeEncoder().encodeFlat(bytes, ends: ends, specialTokens: specialTokens) }
    expect(bytes: bytes.count)
    if specialTokens == .asText, storage.preparation?.changesPlainText != true { return encodeAsText(bytes, ends, threads) }
    var result: [UInt32] = []
    result.reserveCapacity(bytes.count / 3)
    result.withUnsafeMutableBytes { LargePages.request($0.baseAddress, count: bytes.count / 3 * 4) }
    try forEachChunk(bytes, ends, specialTokens, threads) { tokens, _ in result.append(contentsOf: tokens) }
    return result
  }

  /// About how many bytes a thread takes at a time.
  private static let chunkSize = 1 << 18

  /// The next texts of a chunk of about `size` bytes, or nil when there is none.
  private static func takeChunk(_ ends: [Int], from next: inout Int, size: Int) -> Range<Int>? {
    if next == ends.count { return nil }
    let first = next
    let start = first == 0 ? 0 : ends[first - 1]
    repeat { next += 1 } while next < ends.count && ends[next] - start <= size
    return first..<next
  }

  /// The tokens of texts that have at most a token a byte: each thread writes to memory that has room for so many and is used again, and what
  /// it wrote is appended in order. Room that is not written to costs addresses, not memory.
  private func encodeAsText(_ bytes: [UInt8], _ ends: [Int], _ threads: Int) -> [UInt32] {
    precondition(threads >= 1, "encoding needs at least one thread")
    let cores = (0..<threads).map { _ in storage.borrowCore() }
    defer { for core in cores { storage.giveBack(core) } }
    let idle = Mutex(cores)
    let rooms = Mutex<[Room]>([])
    return Array(unsafeUninitializedCapacity: bytes.count) { result, count in
      guard let base = result.baseAddress else { return }
      LargePages.request(base, count: result.count * MemoryLayout<UInt32>.stride)
      var next = 0
      let pool = OrderedWorkerPool<Encoder.Core, Range<Int>, Room>(
        threads: threads, makeState: { idle.withLock { $0.removeLast() } },
        produce: { Self.takeChunk(ends, from: &next, size: Self.chunkSize) },
        transform: { core, texts in
          let size = ends[texts.upperBound - 1] - (texts.lowerBound == 0 ? 0 : ends[texts.lowerBound - 1])
          var room = rooms.withLock { $0.popLast() } ?? Room()
          room.prepare(for: size + BytePairEncoder.spareRoom)
          Encoder.forEach(bytes, ends, texts) { room.count += core.encode($0, to: room.base + room.count) }
          return room
        })
      do {
        while let room = try pool.next() {
          (base + count).update(from: room.base, count: room.count)
          count += room.count
          rooms.withLock { $0.append(room) }
        }
      } catch { preconditionFailure("encoding text as it is does not fail: \(error)") }
      for room in rooms.withLock({ $0 }) { room.base.deallocate() }
      LargePages.giveBack(base + count, count: (result.count - count) * MemoryLayout<UInt32>.stride)
    }
  }

  /// Memory that one thread at a time writes tokens to.
  private struct Room: @unchecked Sendable {
    private(set) var base = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private var capacity = 1
    var count = 0

    mutating func prepare(for size: Int) {
      count = 0
      if size <= capacity { return }
      base.deallocate()
      base = .allocate(capacity: size)
      capacity = size
    }
  }

  private func forEachChunk(
    _ bytes: [UInt8], _ ends: [Int], _ policy: SpecialTokenPolicy, _ threads: Int, _ body: ([UInt32], [Int]) -> Void
  ) throws(TokenizerFailure) {
    precondition(threads >= 1, "encoding needs at least one thread")
    var next = 0
    let pool = OrderedWorkerPool<Encoder, Range<Int>, Result<([UInt32], [Int]), TokenizerFailure>>(
      threads: threads, makeState: { makeEncoder() },
      produce: { Self.takeChunk(ends, from: &next, size: Self.chunkSize) },
      transform: { encoder, range in
        var tokens: [UInt32] = []
        var tokenEnds: [Int] = []
        do throws(TokenizerFailure) {
          let result = bytes.withUnsafeBufferPointer { all in
            Result { () throws(TokenizerFailure) in
              var start = range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1]
              tokens.reserveCapacity((ends[range.upperBound - 1] - start) / 3)
              for index in range {
                try encoder.encode(
                  UnsafeBufferPointer(rebasing: all[start..<ends[index]]), specialTokens: policy, into: &tokens)
                tokenEnds.append(tokens.count)
                start = ends[index]
              }
            }
          }
          try result.get()
          return .success((tokens, tokenEnds))
        } catch { return .failure(error) }
      })
    do {
      while let chunk = try pool.next() {
        let (tokens, tokenEnds) = try chunk.get()
        body(tokens, tokenEnds)
      }
    } catch let failure as TokenizerFailure { throw failure } catch {
      preconditionFailure("encoding fails in no other way: \(error)")
    }
  }
}

extension Encoder {
  /// The tokens of several texts that lie one after the other, one after the other.
  ///
  /// - Parameter ends: Where each text ends in `bytes`, in order.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  public func encodeFlat(_ bytes: [UInt8], ends: [Int], specialTokens: SpecialTokenPolicy = .asText) throws(TokenizerFailure)
    -> [UInt32]
  {
    tokenizer.expect(bytes: bytes.count)
    // A text that is encoded as it is has at most a token a byte. Room for that many costs addresses, not memory: pages that are not
    // written to do not exist.
    if specialTokens == .asText, !core.changesPlainText {
      return Array(unsafeUninitializedCapacity: bytes.count + BytePairEncoder.spareRoom) { room, count in
        guard let base = room.baseAddress else { return }
        LargePages.request(base, count: room.count * MemoryLayout<UInt32>.stride)
        Self.forEach(bytes, ends, ends.indices) { count += core.encode($0, to: base + count) }
      }
    }
    var tokens: [UInt32] = []
    var failure: TokenizerFailure?
    Self.forEach(bytes, ends, ends.indices) { text in
      guard failure == nil else { return }
      do throws(TokenizerFailure) { try encode(text, specialTokens: specialTokens, into: &tokens) } catch { failure = error }
    }
    if let failure { throw failure }
    return tokens
  }

  fileprivate static func forEach(
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
