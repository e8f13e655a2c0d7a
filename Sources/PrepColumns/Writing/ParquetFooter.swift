/// What stands behind the rows of a Parquet file: indices of pages and the footer (parquet.thrift, FileMetaData).
enum ParquetFooter {
  /// What files say that wrote them.
  static let writer = "prep"

  struct Group {
    var rows: Int
    var columns: [Chunk] = []
  }

  /// A column of a row group.
  struct Chunk {
    let valueCount: Int
    let hasDictionary: Bool
    /// Where it begins in the file, and where its values do.
    let offset: Int
    let dataOffset: Int
    let plainSize: Int
    let storedSize: Int
    let bounds: ColumnBoundsText
    /// Bounds of each page; nil where they cannot be told.
    let boundsIndex: [UInt8]?
    /// Where each page stands.
    let placesIndex: [UInt8]
    var boundsPlace: (offset: Int, size: Int)?
    var placesPlace: (offset: Int, size: Int)?

    init(_ pages: ColumnPages, of column: WriterColumn, position: Int) {
      valueCount = column.definitions.count
      hasDictionary = pages.hasDictionary
      offset = position
      dataOffset = position + pages.dataOffset
      plainSize = pages.plainSize
      storedSize = pages.bytes.count
      var all = ColumnBounds(column)
      for page in pages.pages { all.add(page.bounds) }
      bounds = ColumnBoundsText(all, nullCount: pages.pages.reduce(0) { $0 + $1.nullCount })
      boundsIndex = ColumnBounds.have(column) ? Self.boundsIndex(pages.pages) : nil
      placesIndex = Self.placesIndex(pages.pages, position)
    }

    private static func placesIndex(_ pages: [ColumnPages.Page], _ position: Int) -> [UInt8] {
      var writer = ThriftWriter()
      writer.element { writer in
        writer.objects(1, pages) { writer, page in
          writer.int64(1, position + page.offset)
          writer.int32(2, page.size)
          writer.int64(3, page.firstRow)
        }
      }
      return writer.bytes
    }

    private static func boundsIndex(_ pages: [ColumnPages.Page]) -> [UInt8]? {
      var least: [[UInt8]] = []
      var greatest: [[UInt8]] = []
      for page in pages {
        // A page without bounds is one of nulls alone: of values that are in no order, such as NaN, nothing can be told.
        guard page.bounds.isEmpty ? !page.hasValues : page.bounds.greatest != nil else { return nil }
        least.append(page.bounds.least?.bytes ?? [])
        greatest.append(page.bounds.greatest?.bytes ?? [])
      }
      var writer = ThriftWriter()
      writer.element { writer in
        writer.bools(1, pages.map(\.bounds.isEmpty))
        writer.texts(2, least)
        writer.texts(3, greatest)
        // In no order.
        writer.int32(4, 0)
        writer.int64s(5, pages.map(\.nullCount))
      }
      return writer.bytes
    }
  }

  /// The bounds of a column of a row group in bytes.
  struct ColumnBoundsText {
    let least: (bytes: [UInt8], isExact: Bool)?
    let greatest: (bytes: [UInt8], isExact: Bool)?
    let nullCount: Int

    init(_ bounds: ColumnBounds, nullCount: Int) {
      greatest = bounds.greatest
      least = bounds.greatest == nil ? nil : bounds.least
      self.nullCount = nullCount
    }
  }

  static func bytes(shape: ColumnShape, columns: [WriterColumn], groups: [Group]) -> [UInt8] {
    var writer = ThriftWriter()
    writer.element { writer in
      writer.int32(1, 2)
      writer.objects(2, SchemaWriter.elements(of: shape)) { writer, element in element.write(&writer) }
      writer.int64(3, groups.reduce(0) { $0 + $1.rows })
      writer.objects(4, Array(groups.enumerated())) { writer, numbered in
        let (number, group) = numbered
        writer.objects(1, Array(zip(columns, group.columns))) { writer, pair in write(pair.1, of: pair.0, to: &writer) }
        writer.int64(2, group.columns.reduce(0) { $0 + $1.plainSize })
        writer.int64(3, group.rows)
        if let first = group.columns.first { writer.int64(5, first.offset) }
        writer.int64(6, group.columns.reduce(0) { $0 + $1.storedSize })
        if number <= Int16.max { writer.int16(7, number) }
      }
      if shape.hasJSON {
        writer.objects(5, [("huggingface", SchemaWriter.features(of: shape))]) { writer, pair in
          writer.binary(1, pair.0.utf8)
          writer.binary(2, pair.1)
        }
      }
      writer.binary(6, Self.writer.utf8)
      // Bounds are those of the order that the type of a column has.
      writer.objects(7, columns) { writer, _ in writer.object(1) { _ in } }
    }
    return writer.bytes
  }

  private static func write(_ chunk: Chunk, of column: WriterColumn, to writer: inout ThriftWriter) {
    writer.int64(2, 0)
    writer.object(3) { writer in
      writer.int32(1, SchemaWriter.physicalType(column.shape.kind))
      // PLAIN, the levels' RLE, RLE_DICTIONARY.
      writer.int32s(2, chunk.hasDictionary ? [0, 3, 8] : [0, 3])
      writer.texts(3, column.path)
      // ZSTD.
      writer.int32(4, 6)
      writer.int64(5, chunk.valueCount)
      writer.int64(6, chunk.plainSize)
      writer.int64(7, chunk.storedSize)
      writer.int64(9, chunk.dataOffset)
      if chunk.hasDictionary { writer.int64(11, chunk.offset) }
      writer.object(12) { writer in
        writer.int64(3, chunk.bounds.nullCount)
        if let greatest = chunk.bounds.greatest { writer.binary(5, greatest.bytes) }
        if let least = chunk.bounds.least { writer.binary(6, least.bytes) }
        if let greatest = chunk.bounds.greatest { writer.bool(7, greatest.isExact) }
        if let least = chunk.bounds.least { writer.bool(8, least.isExact) }
      }
    }
    if let place = chunk.placesPlace {
      writer.int64(4, place.offset)
      writer.int32(5, place.size)
    }
    if let place = chunk.boundsPlace {
      writer.int64(6, place.offset)
      writer.int32(7, place.size)
    }
  }
}
