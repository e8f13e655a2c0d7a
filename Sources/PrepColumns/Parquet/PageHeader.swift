/// The header of a page (parquet.thrift, PageHeader).
struct PageHeader {
  enum Kind { case data, dataV2, dictionary, other }

  private(set) var kind = Kind.other
  private(set) var size = 0
  private(set) var storedSize = 0
  private(set) var checksum: UInt32?
  private(set) var valueCount = 0
  private(set) var encoding = 0
  private(set) var definitionEncoding = 3
  private(set) var repetitionEncoding = 3
  /// Of a page of the second version, the bytes of its levels.
  private(set) var definitionSize = 0
  private(set) var repetitionSize = 0
  private(set) var isCompressed = true

  init(_ reader: inout ThriftReader) throws {
    // All that the closures write, since they cannot write to a value that is being made.
    var fields = [Int: Int]()
    var inner: (id: Int, fields: [Int: Int], isCompressed: Bool)?
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1...4, .int32): fields[id] = try reader.int32()
      case (5, .object), (7, .object), (8, .object):
        var values: [Int: Int] = [:]
        var isCompressed = true
        try reader.object { id, type, reader in
          if id == 7, type == .no { isCompressed = false }
          guard type == .int32, id <= 6 else { return false }
          values[id] = try reader.int32()
          return true
        }
        inner = (id, values, isCompressed)
      default: return false
      }
      return true
    }
    guard let number = fields[1], let size = fields[2], let stored = fields[3], size >= 0, stored >= 0 else {
      throw ColumnFault.damaged("a page has no kind, or its sizes cannot be")
    }
    (self.size, storedSize) = (size, stored)
    checksum = fields[4].map { UInt32(truncatingIfNeeded: $0) }
    let wanted: Int
    switch number {
    case 0: (kind, wanted) = (.data, 5)
    case 1: return
    case 2: (kind, wanted) = (.dictionary, 7)
    case 3: (kind, wanted) = (.dataV2, 8)
    default: throw ColumnFault.damaged("a page has the unknown kind \(number)")
    }
    guard let inner, inner.id == wanted, let count = inner.fields[1], count >= 0 else {
      throw ColumnFault.damaged("a page does not say how many values it has")
    }
    valueCount = count
    let encodingField = kind == .dataV2 ? 4 : 2
    guard let encoding = inner.fields[encodingField] else {
      throw ColumnFault.damaged("a page does not say how it is encoded")
    }
    self.encoding = encoding
    if kind == .data {
      definitionEncoding = inner.fields[3] ?? 3
      repetitionEncoding = inner.fields[4] ?? 3
    }
    if kind == .dataV2 {
      isCompressed = inner.isCompressed
      guard let definitions = inner.fields[5], let repetitions = inner.fields[6], definitions >= 0, repetitions >= 0,
        definitions + repetitions <= min(size, stored)
      else { throw ColumnFault.damaged("the levels of a page are longer than the page") }
      (definitionSize, repetitionSize) = (definitions, repetitions)
    }
  }
}
