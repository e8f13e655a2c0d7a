/// Reads Thrift's compact protocol (apache/thrift, doc/specs/thrift-compact-protocol.md): what Parquet's metadata is
/// written in.
///
/// It makes no tree: whoever reads takes the fields that are known, and skips the others.
struct ThriftReader {
  /// The wire types of fields and elements.
  enum WireType: UInt8 {
    case yes = 1
    case no, int8, int16, int32, int64, double, binary, list, set, map, object, uuid
  }

  private var position: UnsafeRawPointer
  private let start: UnsafeRawPointer
  private let end: UnsafeRawPointer
  private var depth = 0

  /// The bytes stay where they are as long as the reader is used.
  init(_ bytes: UnsafeRawBufferPointer) {
    // SAFETY: an empty buffer may have no address; then the three are one place that is never read.
    let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
    position = base
    start = base
    end = base + bytes.count
  }

  /// How many bytes were read.
  var consumed: Int { position - start }

  private var left: Int { end - position }

  private static let short = ColumnFault.damaged("the metadata ends inside a value")

  private mutating func byte() throws -> UInt8 {
    guard position < end else { throw Self.short }
    defer { position += 1 }
    // SAFETY: the position is before the end.
    return position.load(as: UInt8.self)
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      if shift == 63, byte > 1 { throw ColumnFault.damaged("a number of the metadata does not end") }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
  }

  /// A signed number.
  mutating func int() throws -> Int {
    let value = try varint()
    return Int(truncatingIfNeeded: Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
  }

  /// A number of 32 bits, or less.
  mutating func int32() throws -> Int {
    let value = try int()
    guard value >= Int(Int32.min), value <= Int(Int32.max) else {
      throw ColumnFault.damaged("a number of the metadata is too large")
    }
    return value
  }

  /// A number of 8 bits.
  mutating func int8() throws -> Int { Int(Int8(bitPattern: try byte())) }

  /// Bytes or a text.
  mutating func binary() throws -> UnsafeRawBufferPointer {
    let count = try varint()
    guard count <= UInt64(left) else { throw ColumnFault.damaged("a text of the metadata is longer than the metadata") }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(start: position, count: Int(count))
  }

  /// A text; what is not UTF-8 is damage.
  mutating func text() throws -> String {
    guard let text = String(validating: try binary(), as: UTF8.self) else {
      throw ColumnFault.damaged("a text of the metadata is not UTF-8")
    }
    return text
  }

  /// Calls a closure for each field of an object; the closure reads its value, or gives false to have it skipped.
  mutating func object(_ body: (_ id: Int, _ type: WireType, _ reader: inout ThriftReader) throws -> Bool) throws {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 64 else { throw ColumnFault.damaged("the metadata is nested too deep") }
    var id = 0
    while true {
      let header = try byte()
      if header == 0 { return }
      guard let type = WireType(rawValue: header & 15) else {
        throw ColumnFault.damaged("the metadata has a field of the unknown type \(header & 15)")
      }
      if header >> 4 == 0 {
        id = try int()
      } else {
        let (sum, overflow) = id.addingReportingOverflow(Int(header >> 4))
        if overflow { throw ColumnFault.damaged("the metadata has a field whose number is too large") }
        id = sum
      }
      if try !body(id, type, &self) { try skip(type, isElement: false) }
    }
  }

  /// Calls a closure for each element of a list of one type.
  ///
  /// - Parameter count: Called with the number of elements, which each have a byte at least.
  mutating func list(
    of wanted: WireType, count announce: (Int) -> Void = { _ in }, _ body: (inout ThriftReader) throws -> Void
  ) throws {
    let (type, count) = try listHeader()
    guard count == 0 || type == wanted else {
      throw ColumnFault.damaged("a list of the metadata has elements of another type")
    }
    announce(count)
    for _ in 0..<count { try body(&self) }
  }

  private mutating func listHeader() throws -> (WireType, Int) {
    let header = try byte()
    var count = UInt64(header >> 4)
    if count == 15 { count = try varint() }
    guard count <= UInt64(left) else {
      throw ColumnFault.damaged("a list of the metadata has more elements than there are bytes")
    }
    if count == 0 { return (WireType(rawValue: header & 15) ?? .yes, 0) }
    guard let type = WireType(rawValue: header & 15) else {
      throw ColumnFault.damaged("a list of the metadata has an unknown type")
    }
    return (type, Int(count))
  }

  private mutating func skip(_ type: WireType, isElement: Bool) throws {
    switch type {
    case .yes, .no: if isElement { _ = try byte() }
    case .int8: _ = try byte()
    case .int16, .int32, .int64: _ = try varint()
    case .double, .uuid:
      let size = type == .double ? 8 : 16
      guard left >= size else { throw Self.short }
      position += size
    case .binary: _ = try binary()
    case .list, .set:
      depth += 1
      defer { depth -= 1 }
      guard depth <= 64 else { throw ColumnFault.damaged("the metadata is nested too deep") }
      let (element, count) = try listHeader()
      for _ in 0..<count { try skip(element, isElement: true) }
    case .map:
      depth += 1
      defer { depth -= 1 }
      guard depth <= 64 else { throw ColumnFault.damaged("the metadata is nested too deep") }
      let count = try varint()
      guard count <= UInt64(left) else {
        throw ColumnFault.damaged("a map of the metadata has more entries than there are bytes")
      }
      if count == 0 { return }
      let types = try byte()
      guard let key = WireType(rawValue: types >> 4), let value = WireType(rawValue: types & 15) else {
        throw ColumnFault.damaged("a map of the metadata has an unknown type")
      }
      for _ in 0..<Int(count) {
        try skip(key, isElement: true)
        try skip(value, isElement: true)
      }
    case .object: try object { _, _, _ in false }
    }
  }
}
