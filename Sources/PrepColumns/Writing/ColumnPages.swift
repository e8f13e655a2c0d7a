import PrepCodecs

/// The pages of a column of a row group as they are stored: of the first version, zstd, with checksums.
struct ColumnPages {
  /// Where a page stands in the bytes.
  struct Page {
    var offset: Int
    var size: Int
    var firstRow: Int
    var bounds: ColumnBounds
    /// Whether any of its values is not null.
    var hasValues: Bool
    /// How many of its values are null.
    var nullCount: Int
  }

  private(set) var bytes: [UInt8] = []
  private(set) var pages: [Page] = []
  /// Where the first page with values stands, behind the dictionary if there is one.
  private(set) var dataOffset = 0
  /// The bytes before they were compressed, with the headers.
  private(set) var plainSize = 0
  let hasDictionary: Bool

  /// A page ends at the row at which it has so many bytes.
  private static let pageSize = 1 << 20
  /// zstd's level, and one at which numbers are often smaller.
  private static let level: Int32 = 3
  private static let levelOfNumbers: Int32 = 1

  /// The pages, with a dictionary where that makes them smaller.
  static func smallest(of column: WriterColumn, _ compressor: ZstdCompressor) throws -> ColumnPages {
    guard let dictionary = ColumnDictionary(column) else { return try ColumnPages(column, nil, compressor) }
    let short = try ColumnPages(column, dictionary, compressor)
    if dictionary.paysSurely { return short }
    let plain = try ColumnPages(column, nil, compressor)
    return plain.bytes.count <= short.bytes.count ? plain : short
  }

  private init(_ column: WriterColumn, _ dictionary: ColumnDictionary?, _ compressor: ZstdCompressor) throws {
    hasDictionary = dictionary != nil
    if let dictionary {
      var page: [UInt8] = []
      for index in dictionary.first { column.writePlain(index..<index + 1, to: &page) }
      // DictionaryPageHeader: how many values, PLAIN.
      try append(page, kind: 2, isText: column.storage == .bytes, compressor) { header in
        header.object(7) { header in
          header.int32(1, dictionary.first.count)
          header.int32(2, 0)
        }
      }
    }
    dataOffset = bytes.count
    let count = column.definitions.count
    let indexSize = dictionary.map { ($0.width + 7) / 8 }
    var (start, value, row) = (0, 0, 0)
    while start < count || pages.isEmpty {
      var (end, values, rows, size) = (start, value, row, 0)
      while end < count {
        if column.repetitions[end] == 0 {
          if size >= Self.pageSize { break }
          rows += 1
        }
        if column.definitions[end] == column.maximumDefinition {
          size += indexSize ?? column.plainSize(values)
          values += 1
        }
        size += 1
        end += 1
      }
      let offset = bytes.count
      let page = Self.page(column, start..<end, values: value..<values, dictionary)
      // DataPageHeader: how many values, their encoding, that of the levels.
      // Many ids are in a column of their own, of which is known that one level is enough.
      let isText = dictionary == nil && (column.storage == .bytes || column.shape.isPlain)
      try append(page, kind: 0, isText: isText, compressor) { header in
        header.object(5) { header in
          header.int32(1, end - start)
          header.int32(2, dictionary == nil ? 0 : 8)
          header.int32(3, 3)
          header.int32(4, 3)
        }
      }
      pages.append(
        Page(
          offset: offset, size: bytes.count - offset, firstRow: row, bounds: ColumnBounds(column, value..<values),
          hasValues: values > value, nullCount: end - start - (values - value)))
      (start, value, row) = (end, values, rows)
    }
  }

  private static func page(
    _ column: WriterColumn, _ range: Range<Int>, values: Range<Int>, _ dictionary: ColumnDictionary?
  ) -> [UInt8] {
    var page: [UInt8] = []
    let levels = [(column.repetitions, column.maximumRepetition), (column.definitions, column.maximumDefinition)]
    for (levels, largest) in levels where largest > 0 {
      let runs = RunEncoder.encode(levels[range], width: RunDecoder.width(for: Int(largest)))
      page.append(littleEndian: UInt32(truncatingIfNeeded: runs.count))
      page += runs
    }
    if let dictionary {
      page.append(UInt8(dictionary.width))
      page += RunEncoder.encode(dictionary.indices[values], width: dictionary.width)
    } else {
      column.writePlain(values, to: &page)
    }
    return page
  }

  /// Appends a page behind its header; numbers are compressed in two ways, of which the smaller is taken.
  private mutating func append(
    _ page: [UInt8], kind: Int, isText: Bool, _ compressor: ZstdCompressor, _ details: (inout ThriftWriter) -> Void
  ) throws {
    // SAFETY: the compressor and the checksum read the bytes of an array while they are lent.
    var stored = try page.withUnsafeBytes { try compressor.compress($0, level: Self.level) }
    if !isText {
      // SAFETY: as above.
      let other = try page.withUnsafeBytes { try compressor.compress($0, level: Self.levelOfNumbers) }
      if other.count < stored.count { stored = other }
    }
    let checksum = stored.withUnsafeBytes { CRC32.checksum($0) }
    var header = ThriftWriter()
    header.element { header in
      header.int32(1, kind)
      header.int32(2, page.count)
      header.int32(3, stored.count)
      header.int32(4, Int(Int32(bitPattern: checksum)))
      details(&header)
    }
    plainSize += header.bytes.count + page.count
    bytes += header.bytes
    bytes += stored
  }
}
