import PrepTokens

/// Writes documents one after the other and cuts them where a row is full; the parts of a document repeat its id.
struct WrappingPacker: Packer {
  private let length: Int
  private var parts: [TokenSequence] = []
  private var filled = 0

  private let columns: [TokenColumn]

  init(length: Int, _ columns: [TokenColumn] = []) {
    self.length = length
    self.columns = columns
  }

  mutating func add(_ sequence: consuming TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    precondition(sequence.rejected == nil, "pairs cannot be cut")
    var start = 0
    while start < sequence.tokens.count {
      let count = min(length - filled, sequence.tokens.count - start)
      parts.append(sequence.markedPart(start..<start + count, columns: columns))
      start += count
      filled += count
      if filled == length { try flush(emit) }
    }
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    if filled > 0 { try flush(emit) }
  }

  func save(to state: inout StageState) { state.put(parts, as: "parts of the open row") }

  mutating func restore(from state: StageState) throws {
    parts = try state.sequences("parts of the open row")
    filled = parts.reduce(0) { $0 + $1.tokens.count }
  }

  private mutating func flush(_ emit: (TokenSequence) throws -> Void) throws {
    let row = TokenSequence(joining: parts, columns: columns)
    parts.removeAll(keepingCapacity: true)
    filled = 0
    try emit(row)
  }
}
