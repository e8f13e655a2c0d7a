import PrepTokens

/// Writes documents one after the other and cuts them where a row is full; the parts of a document repeat its id.
struct WrappingPacker: Packer {
  private let length: Int
  private var row: Row?

  init(length: Int) { self.length = length }

  mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    precondition(sequence.rejected == nil, "pairs cannot be cut")
    var start = 0
    while start < sequence.tokens.count {
      let count = min(length - (row?.length ?? 0), sequence.tokens.count - start)
      let part = sequence.part(start..<start + count)
      start += count
      if row == nil { row = Row(part) } else { row?.append(part) }
      if let full = row, full.length == length {
        try emit(full.sequence)
        row = nil
      }
    }
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    if let row { try emit(row.sequence) }
    row = nil
  }
}

/// Leaves every document in a row of its own.
struct SingleRowPacker: Packer {
  mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws { try emit(sequence) }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {}
}
