import PrepCodecs
import PrepDiagnostics

/// The footer of a Parquet file (apache/parquet-format, parquet.thrift, 2.12), as far as rows need it.
struct ParquetMetadata {
  /// A column of a row group.
  struct Chunk {
    var filePath: String?
    var physicalType: Int?
    var codec = 0
    var valueCount = 0
    var compressedSize = 0
    var dataPageOffset = 0
    var dictionaryPageOffset: Int?
    var hasMetadata = false
    var isEncrypted = false
  }

  struct RowGroup {
    var chunks: [Chunk] = []
    var rowCount = 0
  }

  /// The nodes of the schema, parents before their children; the first is the root.
  private(set) var schema: [ParquetSchemaElement] = []
  private(set) var rowCount = 0
  private(set) var rowGroups: [RowGroup] = []
  private(set) var keyValues: [String: String] = [:]
  /// What wrote the file.
  private(set) var writer = ""

  init(_ bytes: UnsafeRawBufferPointer) throws {
    var reader = ThriftReader(bytes)
    var schema: [ParquetSchemaElement]?
    var rowCount: Int?
    var rowGroups: [RowGroup]?
    var keyValues: [String: String] = [:]
    var writer = ""
    var isEncrypted = false
    try reader.object { id, type, reader in
      switch (id, type) {
      case (2, .list):
        var elements: [ParquetSchemaElement] = []
        try reader.list(of: .object) { elements.append(try ParquetSchemaElement(&$0)) }
        schema = elements
      case (3, .int64): rowCount = try reader.int()
      case (4, .list):
        var groups: [RowGroup] = []
        try reader.list(of: .object) { groups.append(try Self.rowGroup(&$0)) }
        rowGroups = groups
      case (5, .list):
        try reader.list(of: .object) { reader in
          let (key, value) = try Self.keyValue(&reader)
          if let value { keyValues[key] = value }
        }
      case (6, .binary): writer = String(decoding: try reader.binary(), as: UTF8.self)
      case (8, .object):
        isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    if isEncrypted { throw ColumnFault.unsupported("the file is encrypted") }
    guard let schema, let rowCount, let rowGroups else {
      throw ColumnFault.damaged("the footer has no schema, row count or row groups")
    }
    self.schema = schema
    self.rowCount = rowCount
    self.rowGroups = rowGroups
    self.keyValues = keyValues
    self.writer = writer
    try checkRows()
  }

  private func checkRows() throws {
    var sum = 0
    for (number, group) in rowGroups.enumerated() {
      guard group.rowCount >= 0, group.rowCount <= Int.max - sum else {
        throw ColumnFault.damaged("its row count cannot be \(group.rowCount)").inGroup(number + 1)
      }
      sum += group.rowCount
    }
    guard sum == rowCount else {
      throw ColumnFault.damaged("the footer counts \(Counted(rowCount, "row")), its row groups have \(sum)")
    }
  }

  private static func keyValue(_ reader: inout ThriftReader) throws -> (key: String, value: String?) {
    var key = ""
    var value: String?
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1, .binary): key = String(decoding: try reader.binary(), as: UTF8.self)
      case (2, .binary): value = String(decoding: try reader.binary(), as: UTF8.self)
      default: return false
      }
      return true
    }
    return (key, value)
  }

  private static func rowGroup(_ reader: inout ThriftReader) throws -> RowGroup {
    var group = RowGroup()
    var rowCount: Int?
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1, .list): try reader.list(of: .object) { group.chunks.append(try chunk(&$0)) }
      case (3, .int64): rowCount = try reader.int()
      default: return false
      }
      return true
    }
    guard let rowCount else { throw ColumnFault.damaged("a row group has no row count") }
    group.rowCount = rowCount
    return group
  }

  private static func chunk(_ reader: inout ThriftReader) throws -> Chunk {
    var chunk = Chunk()
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1, .binary): chunk.filePath = String(decoding: try reader.binary(), as: UTF8.self)
      case (3, .object):
        chunk.hasMetadata = true
        try reader.object { id, type, reader in
          switch (id, type) {
          case (1, .int32): chunk.physicalType = try reader.int32()
          case (4, .int32): chunk.codec = try reader.int32()
          case (5, .int64): chunk.valueCount = try reader.int()
          case (7, .int64): chunk.compressedSize = try reader.int()
          case (9, .int64): chunk.dataPageOffset = try reader.int()
          case (11, .int64): chunk.dictionaryPageOffset = try reader.int()
          default: return false
          }
          return true
        }
      case (8, .object), (9, .binary):
        chunk.isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    return chunk
  }
}

extension ParquetMetadata.RowGroup {
  /// Where its first page stands, as the footer says; 0 where it says nothing that can be.
  var firstByte: Int {
    let starts = chunks.map { chunk in
      let dictionary = chunk.dictionaryPageOffset ?? 0
      return dictionary > 0 ? min(dictionary, chunk.dataPageOffset) : chunk.dataPageOffset
    }
    return max(0, starts.min() ?? 0)
  }
}

extension ParquetMetadata.Chunk {
  /// The bytes of the file that the pages stand in.
  func range(fileSize: Int) throws -> Range<Int> {
    if isEncrypted { throw ColumnFault.unsupported("the column is encrypted") }
    if let filePath, !filePath.isEmpty { throw ColumnFault.unsupported("its pages are in another file, \(filePath)") }
    guard hasMetadata else { throw ColumnFault.damaged("it has no metadata") }
    var start = dataPageOffset
    if let dictionaryPageOffset, dictionaryPageOffset > 0, dictionaryPageOffset < start { start = dictionaryPageOffset }
    guard start >= 4, compressedSize >= 0, start <= fileSize, compressedSize <= fileSize - start else {
      throw ColumnFault.damaged("its pages lie outside of the file")
    }
    return start..<start + compressedSize
  }

  /// How the pages are compressed.
  func method() throws -> BlockDecompressor.Method {
    switch codec {
    case 0: return .none
    case 1: return .snappy
    case 2: return .gzip
    case 3: throw ColumnFault.unsupported("it is compressed with LZO, which is not read")
    case 4: return .brotli
    case 5: return .lz4Hadoop
    case 6: return .zstd
    case 7: return .lz4Raw
    default: throw ColumnFault.damaged("its compression has the unknown number \(codec)")
    }
  }
}
