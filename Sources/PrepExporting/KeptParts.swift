import PrepBytes
import PrepTokens

/// The tokens of parts that wait for others: the first ones in memory, more of them in a file without a name.
final class KeptParts {
  /// Where the tokens of a part are.
  enum Place {
    case memory(TokenSequence)
    case file(offset: Int, kind: TokenLoss.Kind, count: Int)
  }

  /// How many tokens are kept in memory.
  private let limit: Int
  private var held = 0
  private var store: TemporaryStore?

  init(limit: Int = 1 << 23) { self.limit = limit }

  /// Keeps a part of one segment.
  ///
  /// - Throws: ``IOFailure``.
  func add(_ segment: TokenSequence) throws -> Place {
    let count = segment.tokens.count
    if held + count <= limit {
      held += count
      return .memory(segment)
    }
    let store = try self.store ?? TemporaryStore()
    self.store = store
    let offset = store.count
    try segment.tokens.withUnsafeBytes { try store.write($0) }
    switch segment.loss {
    case .all: break
    case .mask(let mask): try mask.withUnsafeBytes { try store.write($0) }
    case .weights(let weights): try weights.withUnsafeBytes { try store.write($0) }
    }
    return .file(offset: offset, kind: segment.loss.kind, count: count)
  }

  /// A part is not asked for again.
  func release(_ place: Place) { if case .memory(let segment) = place { held -= segment.tokens.count } }

  /// Some tokens of a part, and what is learnt of them.
  ///
  /// - Throws: ``IOFailure``.
  func content(_ place: Place, _ range: Range<Int>) throws -> ([UInt32], TokenLoss) {
    switch place {
    case .memory(let segment): return (Array(segment.tokens[range]), segment.loss[range])
    case .file(let offset, let kind, let count):
      let tokens: [UInt32] = try read(range, from: offset)
      switch kind {
      case .all: return (tokens, .all)
      case .mask: return (tokens, .mask(try read(range, from: offset + 4 * count)))
      case .weights: return (tokens, .weights(try read(range, from: offset + 4 * count)))
      }
    }
  }

  private func read<Value: BitwiseCopyable>(_ range: Range<Int>, from offset: Int) throws -> [Value] {
    guard let store else { preconditionFailure("nothing was written to a file") }
    let size = MemoryLayout<Value>.stride
    return try [Value](unsafeUninitializedCapacity: range.count) { room, initialized in
      let bytes = UnsafeMutableRawBufferPointer(room)
      var filled = 0
      while filled < bytes.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
        let count = try store.read(at: offset + size * range.lowerBound + filled, into: rest)
        if count == 0 { throw IOFailure(.failed, "a temporary file is cut short", path: store.name) }
        filled += count
      }
      // SAFETY: every byte of the room was read.
      initialized = range.count
    }
  }
}
