import PrepTokens

/// Streaming best fit: a document goes into the fullest open row it fits; when none fits and all are open, the fullest is closed.
struct BestFitPacker: Packer {
  private let length: Int
  private let openRows: Int
  private var rows: [Row] = []

  init(length: Int, openRows: Int) {
    self.length = length
    self.openRows = openRows
  }

  mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    let size = sequence.packingLength
    var best: Int?
    for index in rows.indices where rows[index].length + size <= length {
      if best.map({ rows[index].length > rows[$0].length }) ?? true { best = index }
    }
    if let best {
      rows[best].append(sequence)
      if rows[best].length == length { try emit(rows.remove(at: best).sequence) }
      return
    }
    if size >= length { return try emit(sequence) }
    if rows.count == openRows, let fullest = rows.indices.max(by: { rows[$0].length < rows[$1].length }) {
      try emit(rows.remove(at: fullest).sequence)
    }
    rows.append(Row(sequence))
  }

  mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    for row in rows { try emit(row.sequence) }
    rows = []
  }
}
