import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// Writes rows as a Parquet file (apache/parquet-format 2.12): zstd, row groups of bounded size, dictionaries where they
/// pay, an index of pages, bounds and checksums. The same rows always give the same bytes.
struct ParquetWriter: ~Copyable {
  private let sink: any ByteSink
  private let shape: ColumnShape
  private let shredder: RowShredder
  private let compressor = ZstdCompressor()
  private var position = 0
  private var groupRows = 0
  /// What the rows of the group had as text since its size was looked at.
  private var unseen = 0
  private var groups: [ParquetFooter.Group] = []

  /// About how many bytes of values a row group has at most.
  private static let groupSize = 64 << 20
  private static let mostRows = 1 << 20
  private static let magic = Array("PAR1".utf8)

  private let mostRows: Int

  init(_ sink: any ByteSink, shape: ColumnShape, mostRows: Int = .max) throws {
    self.sink = sink
    self.mostRows = min(mostRows, Self.mostRows)
    self.shape = shape
    shredder = RowShredder(shape)
    try write(Self.magic)
  }

  /// Writes a record, of the kind that the shape says.
  mutating func write(_ record: JSONView) throws {
    shredder.add(record)
    try endRow(byteCount: record.byteCount)
  }

  /// Writes a row whose values somebody puts into the columns, in their order.
  mutating func write(byteCount: Int, _ body: ([WriterColumn]) -> Void) throws {
    body(shredder.columns)
    try endRow(byteCount: byteCount)
  }

  private mutating func endRow(byteCount: Int) throws {
    groupRows += 1
    unseen += byteCount
    guard groupRows >= mostRows || groupRows % 64 == 0 || unseen >= 1 << 20 else { return }
    unseen = 0
    if groupRows >= mostRows || shredder.size >= Self.groupSize { try endGroup() }
  }

  private mutating func endGroup() throws {
    guard groupRows > 0 else { return }
    var group = ParquetFooter.Group(rows: groupRows)
    for column in shredder.columns {
      let pages = try ColumnPages.smallest(of: column, compressor)
      group.columns.append(ParquetFooter.Chunk(pages, of: column, position: position))
      try write(pages.bytes)
      column.removeAll()
    }
    groups.append(group)
    groupRows = 0
  }

  /// Writes what is left and the footer; the sink is finished by its owner.
  mutating func finish() throws {
    try endGroup()
    for group in groups.indices {
      for column in groups[group].columns.indices {
        guard let index = groups[group].columns[column].boundsIndex else { continue }
        groups[group].columns[column].boundsPlace = (position, index.count)
        try write(index)
      }
    }
    for group in groups.indices {
      for column in groups[group].columns.indices {
        let index = groups[group].columns[column].placesIndex
        groups[group].columns[column].placesPlace = (position, index.count)
        try write(index)
      }
    }
    var footer = ParquetFooter.bytes(shape: shape, columns: shredder.columns, groups: groups)
    footer.append(littleEndian: UInt32(truncatingIfNeeded: footer.count))
    try write(footer + Self.magic)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try sink.write(bytes)
    position += bytes.count
  }
}
