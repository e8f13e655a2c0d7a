import PrepBytes
import PrepTokens

/// The tokens of parts that wait for others: the first ones in memory, more of them in a file without a name.
final class KeptParts {
  /// Where the tokens of a part are.
  enum Place {
    case memory(TokenSequence)
    /// Behind the loss stand the columns with a number a token.
    case file(offset: Int, kind: TokenLoss.Kind, count: Int)
  }

  /// How many tokens are kept in memory.
  private let limit: Int
  private let columns: [TokenColumn]
  private var held = 0
  private var store: TemporaryStore?

  /// - Parameter columns: Those that the parts have besides.
  init(limit: Int = 1 << 23, columns: [TokenColumn] = []) {
    self.limit = limit
    self.columns = columns
  }

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
    for (column, values) in zip(columns, segment.columns) where column.scope == .token {
      var bytes: [UInt8] = []
      values.append(as: column.kind, to: &bytes)
      try bytes.withUnsafeBytes { try store.write($0) }
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

  /// The numbers of some tokens of a part, of each column; none of those that have them by document.
  ///
  /// - Throws: ``IOFailure``.
  func columns(_ place: Place, _ range: Range<Int>) throws -> [TokenColumnValues?] {
    switch place {
    case .memory(let segment):
      return zip(columns, segment.columns).map { $0.scope == .token ? $1[range] : nil }
    case .file(var offset, let kind, let count):
      offset += count * (kind == .all ? 4 : kind == .mask ? 5 : 8)
      return try columns.map { column in
        guard column.scope == .token else { return nil }
        let size = column.kind.size
        let bytes: [UInt8] = try read(range.lowerBound * size..<range.upperBound * size, from: offset)
        offset += count * size
        return bytes.withUnsafeBytes { TokenColumnValues($0, as: column.kind) }
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
