/// The values of a dictionary page, found by their index.
struct ValueDictionary: ~Copyable {
  private let type: ParquetSchemaElement.PhysicalType
  private let width: Int
  private var bytes = MemoryBlock()
  /// Of texts, where each begins, at its length.
  private var offsets: [UInt32] = []
  private(set) var count = 0

  /// An empty dictionary.
  init(_ type: ParquetSchemaElement.PhysicalType, typeLength: Int) {
    self.type = type
    width = type == .fixedLengthByteArray ? typeLength : type.width
  }

  /// Takes the values of a page, which stand there plainly.
  mutating func load(_ page: UnsafeRawBufferPointer, _ header: PageHeader) throws {
    guard header.encoding == 0 || header.encoding == 2 else {
      throw ColumnFault.damaged("a dictionary is not encoded plainly")
    }
    guard type != .boolean else { throw ColumnFault.damaged("booleans have no dictionary") }
    bytes.reserve(page.count)
    bytes.bytes.copyMemory(from: page)
    offsets = []
    count = 0
    guard type == .byteArray else {
      guard header.valueCount <= page.count / width else {
        throw ColumnFault.damaged("a dictionary claims more values than it has bytes for")
      }
      count = header.valueCount
      return
    }
    guard header.valueCount <= page.count / 4 else {
      throw ColumnFault.damaged("a dictionary claims more texts than it has bytes for")
    }
    offsets.reserveCapacity(header.valueCount)
    var position = 0
    for _ in 0..<header.valueCount {
      guard page.count - position >= 4 else { throw ColumnFault.damaged("a dictionary ends inside a value") }
      // SAFETY: four bytes are left in the page.
      let length = Int(UInt32(littleEndian: page.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
      guard length <= page.count - position - 4 else {
        throw ColumnFault.damaged("a text of a dictionary is longer than the dictionary")
      }
      offsets.append(UInt32(position))
      position += 4 + length
    }
    count = header.valueCount
  }

  /// Looks up values.
  ///
  /// - Parameter indices: Each less than ``count``.
  func look(up indices: UnsafeBufferPointer<UInt32>, into values: UnsafeMutablePointer<ColumnValue>) {
    guard let base = bytes.bytes.baseAddress.map({ UnsafeRawPointer($0) }) else { return }
    // SAFETY: indices were held against the count, and the values against the page.
    switch type {
    case .byteArray:
      offsets.withUnsafeBufferPointer { offsets in
        for (place, index) in indices.enumerated() {
          let start = base + Int(offsets[Int(index)])
          let length = Int(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
          values[place] = ColumnValue(pointer: (start + 4).assumingMemoryBound(to: UInt8.self), bits: length)
        }
      }
    case .fixedLengthByteArray, .int96:
      for (place, index) in indices.enumerated() {
        values[place] = ColumnValue(
          pointer: (base + Int(index) * width).assumingMemoryBound(to: UInt8.self), bits: width)
      }
    default:
      for (place, index) in indices.enumerated() {
        values[place] = ColumnValue(pointer: nil, bits: PlainNumber.load(base + Int(index) * width, type))
      }
    }
  }
}

/// Numbers as they are stored plainly.
enum PlainNumber {
  /// The bits of a number, those of whole numbers with their sign.
  ///
  /// SAFETY: who calls has held the width of the type against the bytes from the place on.
  @inline(__always)
  static func load(_ place: UnsafeRawPointer, _ type: ParquetSchemaElement.PhysicalType) -> Int {
    switch type {
    case .int32: Int(Int32(littleEndian: place.loadUnaligned(as: Int32.self)))
    case .float: Int(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
    default: Int(Int64(littleEndian: place.loadUnaligned(as: Int64.self)))
    }
  }
}
