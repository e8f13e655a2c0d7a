import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepRecords

/// Reads the rows of a Parquet file (apache/parquet-format 2.12) as records: row group by row group, each column a page
/// at a time.
package final class ParquetReader: ColumnReader {
  private let file: SeekableFile
  private let options: ColumnOptions
  private let metadata: ParquetMetadata
  private let schema: ParquetSchema
  private let program: RowProgram
  /// The leaves that are read, in the order of the plan.
  private let leaves: [Int]
  private let groups: Range<Int>
  private let decompressor = BlockDecompressor()
  private let builder: RecordBatchBuilder
  private var group: Int
  private var assembler: RowAssembler?
  private var rowsLeft = 0
  /// How many values may still come: runs make them cheap for a file, and they cost a reader time.
  private var valuesLeft: Int
  private var row: Int
  /// What was met behind rows that are given first.
  private var failure: (any Error)?

  package let summary: ColumnSummary

  /// Opens a file and reads its footer.
  ///
  /// - Parameter part: Of how many parts which is read: each has whole row groups, and the rows of all of them, in
  ///   order, are the file.
  /// - Throws: ``IOFailure``, and a `Diagnostic` for a file that is damaged or not read.
  package init(_ file: SeekableFile, options: ColumnOptions = ColumnOptions(), part: (index: Int, count: Int)? = nil)
    throws
  {
    self.file = file
    self.options = options
    valuesLeft = ColumnLimits.cheapValues + file.size * 1024
    do {
      metadata = try Self.metadata(of: file)
      schema = try ParquetSchema(metadata.schema)
      let features = options.features ?? metadata.keyValues["huggingface"].flatMap { DatasetFeatures(metadata: $0) }
      let indexColumns = PandasIndex.columns(metadata.keyValues["pandas"])
      // What we have made texts of ourselves are values again, also where rows are handed on as they are.
      let decodesJSON = options.decodesJSON || metadata.writer == ParquetFooter.writer
      var maker = RowPlan.Maker(features: decodesJSON ? features : nil)
      let plan = try maker.row(schema.root) { name in
        !indexColumns.contains(name) && options.fields?.contains(Array(name.utf8)) ?? true
      }
      program = RowProgram(plan, keepsNulls: options.keepsNulls)
      leaves = maker.leaves
      groups = ColumnParts.range(metadata.rowGroups.map(\.firstByte), part, options.groupBytes)
      group = groups.lowerBound
      row = metadata.rowGroups[..<groups.lowerBound].reduce(0) { $0 + $1.rowCount }
      var summary = Self.summary(metadata, schema, features, indexColumns)
      let end = metadata.rowGroups[groups].reduce(row) { $0.addingReportingOverflow($1.rowCount).partialValue }
      summary.rows = row..<max(row, end)
      self.summary = summary
    } catch let fault as ColumnFault { throw fault.finding(file: file.name, row: 0, unit: "row group") }
    builder = RecordBatchBuilder(file: file.name, firstLine: row + 1, maximumLine: options.maximumLine)
  }

  /// The footer: the last eight bytes say how long it is.
  private static func metadata(of file: SeekableFile) throws -> ParquetMetadata {
    var ends = [UInt8](repeating: 0, count: 12)
    guard file.size >= 12,
      try ends.withUnsafeMutableBytes({ room in
        let head = try file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: room[..<4]))
        return try head + file.read(at: file.size - 8, into: UnsafeMutableRawBufferPointer(rebasing: room[4...]))
      }) == 12
    else { throw ColumnFault.damaged("it is too short for a Parquet file") }
    let encrypted = Array("PARE".utf8)
    if ends[..<4].elementsEqual(encrypted) || ends[8...].elementsEqual(encrypted) {
      throw ColumnFault.unsupported("the file is encrypted")
    }
    let magic = Array("PAR1".utf8)
    guard ends[..<4].elementsEqual(magic) else {
      throw ColumnFault.damaged("it does not begin as a Parquet file does, with PAR1")
    }
    guard ends[8...].elementsEqual(magic) else {
      throw ColumnFault.damaged(
        "it does not end as a Parquet file does, with PAR1: it was cut, or something was appended")
    }
    // SAFETY: twelve bytes were read.
    let size = ends.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))) }
    guard size <= file.size - 12 else {
      throw ColumnFault.damaged("its footer claims \(Counted(size, "byte")), more than the file has")
    }
    guard size <= ColumnLimits.metadata else { throw ColumnFault.tooLarge("its footer has \(Counted(size, "byte"))") }
    var block = MemoryBlock()
    block.reserve(size)
    let footer = UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<size])
    guard try file.read(at: file.size - 8 - size, into: footer) == size else {
      throw ColumnFault.damaged("its footer cannot be read")
    }
    return try ParquetMetadata(UnsafeRawBufferPointer(footer))
  }

  package func next() throws -> RecordBatch? {
    if let failure { throw failure }
    do {
      while !builder.isFull {
        guard try readRow() else { break }
      }
    } catch {
      let met: any Error
      switch error {
      case let fault as ColumnFault:
        met = fault.inGroup(group + 1).finding(file: file.name, row: row + 1, unit: "row group")
      default: met = error
      }
      failure = met
      builder.dropOpenRecord()
      guard let batch = builder.take() else { throw met }
      return batch
    }
    return builder.take()
  }

  /// Reads a row; gives false at the end of the file.
  private func readRow() throws -> Bool {
    while rowsLeft == 0 {
      if let assembler {
        try assembler.finish()
        self.assembler = nil
        group += 1
      }
      guard group < groups.upperBound else { return false }
      try begin(metadata.rowGroups[group])
      if rowsLeft == 0 { group += 1 }
    }
    try assembler?.writeRow()
    rowsLeft -= 1
    row += 1
    return true
  }

  private func begin(_ rowGroup: ParquetMetadata.RowGroup) throws {
    rowsLeft = rowGroup.rowCount
    // What such a group says of its columns may be anything.
    if rowsLeft == 0 { return }
    guard rowGroup.chunks.count == schema.leaves.count else {
      throw ColumnFault.damaged(
        "it has \(Counted(rowGroup.chunks.count, "column")), the schema has \(schema.leaves.count)")
    }
    guard !schema.leaves.isEmpty else { throw ColumnFault.unsupported("it has rows without columns") }
    let stored = rowGroup.chunks.reduce(0) { $0.addingReportingOverflow(max(0, $1.compressedSize)).partialValue }
    guard rowsLeft <= ColumnLimits.cheapRows || (stored > 0 && rowsLeft / 1024 <= stored) else {
      throw ColumnFault.tooLarge("it has \(Counted(rowsLeft, "row")) in \(stored) bytes")
    }
    valuesLeft -= leaves.reduce(0) { $0.addingReportingOverflow(max(0, rowGroup.chunks[$1].valueCount)).partialValue }
    guard valuesLeft >= 0 else {
      throw ColumnFault.tooLarge("its columns have far more values than the file has bytes")
    }
    let windowSize = max(1 << 16, min(1 << 20, (8 << 20) / max(1, leaves.count)))
    let windows = LevelWindows(count: leaves.count)
    var cursors: [ColumnCursor] = []
    cursors.reserveCapacity(leaves.count)
    for (place, index) in leaves.enumerated() {
      let chunk = rowGroup.chunks[index]
      let leaf = schema.leaves[index]
      do {
        let range = try chunk.range(fileSize: file.size - 8)
        guard chunk.physicalType == leaf.type.rawValue else {
          throw ColumnFault.damaged("it has another type than the schema says")
        }
        guard chunk.valueCount >= 0 else {
          throw ColumnFault.damaged("it cannot have \(Counted(chunk.valueCount, "value"))")
        }
        let pages = PageReader(
          file, range: range, method: try chunk.method(), decompressor: decompressor, windowSize: windowSize)
        cursors.append(ColumnCursor(leaf, pages, valueCount: chunk.valueCount, window: windows.base + place))
      } catch let fault as ColumnFault { throw fault.inColumn(leaf.path) }
    }
    assembler = RowAssembler(program, cursors, windows, builder: builder)
  }

  private static func summary(
    _ metadata: ParquetMetadata, _ schema: ParquetSchema, _ features: DatasetFeatures?, _ indexColumns: Set<String>
  ) -> ColumnSummary {
    var summary = ColumnSummary()
    summary.format = "parquet"
    summary.rowCount = metadata.rowCount
    summary.groupCount = metadata.rowGroups.count
    for column in schema.root.children where !indexColumns.contains(column.name) {
      let feature = features?[column.name]
      summary.columns.append((column.name, ParquetTypeNames.name(of: column, feature)))
      if let names = feature?.classNames ?? feature?.element?.classNames {
        summary.classLabels.append((column.name, names))
      }
    }
    return summary
  }
}
