internal import PrepBytePairEncoding

/// What a thread encodes texts of a batch with, and the memory it writes to.
///
/// SAFETY of `@unchecked Sendable`: one thread has it at a time; what it wrote to is not written again once it is in a
/// batch.
final class BatchWorker: @unchecked Sendable {
  /// How many tokens a memory has room for. What is not written to takes no memory.
  private static let largestMemory = 8 << 20

  let core: Encoder.Core
  private let mostTokens: Int
  private var memory = TokenMemory(capacity: 1)
  private var scratch: [Token] = []

  /// - Parameter mostTokens: How many tokens the batch has at most as a rule, which is one a byte.
  init(_ core: Encoder.Core, mostTokens: Int) {
    self.core = core
    self.mostTokens = mostTokens
  }

  /// The tokens of some texts of a batch.
  ///
  /// - Parameters:
  ///   - ends: Where each text of the batch ends in `bytes`.
  ///   - texts: Which texts are encoded.
  /// - Throws: ``TokenizerFailure`` with code `specialToken` when the policy refuses what a text holds.
  func encode(_ bytes: [UInt8], _ ends: [Int], _ texts: Range<Int>, _ policy: SpecialTokenPolicy)
    throws(TokenizerFailure) -> TokenBatch.Part
  {
    // As it is, a text has at most a token a byte.
    guard policy == .asText, !core.changesPlainText else { return try encodePrepared(bytes, ends, texts, policy) }
    var part = makePart(
      tokens: ends[texts.upperBound - 1] - (texts.lowerBound == 0 ? 0 : ends[texts.lowerBound - 1]), texts: texts.count)
    Encoder.forEach(bytes, ends, texts) { append(core.write($0, to: memory.base + memory.count), to: &part) }
    try core.checkPattern()
    return part
  }

  private func encodePrepared(
    _ bytes: [UInt8], _ ends: [Int], _ texts: Range<Int>, _ policy: SpecialTokenPolicy
  ) throws(TokenizerFailure) -> TokenBatch.Part {
    scratch.removeAll(keepingCapacity: true)
    var counts: [Int] = []
    var failure: TokenizerFailure?
    Encoder.forEach(bytes, ends, texts) { text in
      guard failure == nil else { return }
      let first = scratch.count
      do throws(TokenizerFailure) { try core.encode(text, specialTokens: policy, into: &scratch) } catch {
        failure = error
      }
      counts.append(scratch.count - first)
    }
    if let failure { throw failure }
    var part = makePart(tokens: scratch.count, texts: texts.count)
    scratch.withUnsafeBufferPointer {
      if let base = $0.baseAddress { (memory.base + memory.count).update(from: base, count: $0.count) }
    }
    for count in counts { append(count, to: &part) }
    return part
  }

  private func append(_ count: Int, to part: inout TokenBatch.Part) {
    part.texts.append(TokenBatch.Text(tokens: UnsafeBufferPointer(start: memory.base + memory.count, count: count)))
    memory.count += count
  }

  /// An empty part, in memory that has room for so many tokens.
  private func makePart(tokens: Int, texts: Int) -> TokenBatch.Part {
    let needed = tokens + BytePairEncoder.spareRoom
    if memory.count + needed > memory.capacity {
      memory = TokenMemory(capacity: max(needed, min(Self.largestMemory, mostTokens)))
    }
    var part = TokenBatch.Part(memory: memory)
    part.texts.reserveCapacity(texts)
    return part
  }
}
