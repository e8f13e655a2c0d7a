internal import PrepBytePairEncoding
import PrepConcurrency

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
    var result: [UInt32] = []
    result.reserveCapacity(bytes.count / 3)
    try forEachChunk(bytes, ends, specialTokens, threads) { tokens, _ in result.append(contentsOf: tokens) }
    return result
  }

  /// About how many bytes a thread takes at a time.
  private static let chunkSize = 1 << 18

  private func forEachChunk(
    _ bytes: [UInt8], _ ends: [Int], _ policy: SpecialTokenPolicy, _ threads: Int, _ body: ([UInt32], [Int]) -> Void
  ) throws(TokenizerFailure) {
    precondition(threads >= 1, "encoding needs at least one thread")
    var next = 0
    let pool = OrderedWorkerPool<Encoder, Range<Int>, Result<([UInt32], [Int]), TokenizerFailure>>(
      threads: threads, makeState: { makeEncoder() },
      produce: {
        if next == ends.count { return nil }
        let first = next
        let start = first == 0 ? 0 : ends[first - 1]
        repeat { next += 1 } while next < ends.count && ends[next] - start <= Self.chunkSize
        return first..<next
      },
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
