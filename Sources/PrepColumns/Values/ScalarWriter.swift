import PrepRecords

/// Writes values as JSON, each type in one fixed spelling.
enum ScalarWriter {
  private static let bytesKey = JSONKey(Array("$bytes".utf8))

  /// Writes a value that is not null.
  ///
  /// - Throws: ``ColumnFault`` where it is none of its type.
  @inline(__always)
  static func write(_ value: ColumnValue, _ type: ScalarType, to builder: RecordBatchBuilder) throws {
    switch type {
    case .text: builder.string(value.bytes)
    case .int: builder.int(Int64(value.bits))
    default: try writeOther(value, type, to: builder)
    }
  }

  @inline(never)
  private static func writeOther(_ value: ColumnValue, _ type: ScalarType, to builder: RecordBatchBuilder) throws {
    switch type {
    case .null: builder.null()
    case .bool: builder.bool(value.bits != 0)
    case .int: builder.int(Int64(value.bits))
    case .uint: builder.uint(UInt64(UInt(bitPattern: value.bits)))
    case .uint32: builder.uint(UInt64(UInt32(truncatingIfNeeded: value.bits)))
    case .float16: float(Float(half: UInt16(truncatingIfNeeded: halfBits(value))), to: builder)
    case .float: float(Float(bitPattern: UInt32(truncatingIfNeeded: value.bits)), to: builder)
    case .double: double(Double(bitPattern: UInt64(UInt(bitPattern: value.bits))), to: builder)
    case .text: builder.string(value.bytes)
    case .json:
      if !builder.json(value.bytes) { throw ColumnFault.damaged("a value declared as JSON is not valid JSON") }
    case .binary: binary(value.bytes, to: builder)
    case .decimal(let scale): try text(to: builder) { DecimalText.write(value.bits, scale: scale, to: &$0) }
    case .decimalBytes(let scale, let isBigEndian):
      guard value.bits <= DecimalText.mostBytes else { throw ColumnFault.tooLarge("a decimal has \(value.bits) bytes") }
      try text(to: builder) { DecimalText.write(value.bytes, isBigEndian: isBigEndian, scale: scale, to: &$0) }
    case .date: try text(to: builder) { CalendarText.writeDate(value.bits, to: &$0) }
    case .time(let unit): try text(to: builder) { try CalendarText.writeTime(value.bits, unit, to: &$0) }
    case .timestamp(let unit, let isUTC):
      try text(to: builder) { CalendarText.writeTimestamp(value.bits, unit, isUTC: isUTC, to: &$0) }
    case .int96: try text(to: builder) { try CalendarText.writeInt96(value.bytes, to: &$0) }
    }
  }

  /// Values of two bytes come as bytes from Parquet and as bits from Arrow.
  private static func halfBits(_ value: ColumnValue) -> Int {
    guard let pointer = value.pointer, value.bits == 2 else { return value.bits }
    return Int(pointer[0]) | Int(pointer[1]) << 8
  }

  private static func float(_ value: Float, to builder: RecordBatchBuilder) {
    if value.isFinite { number("\(value)", to: builder) } else { double(Double(value), to: builder) }
  }

  private static func double(_ value: Double, to builder: RecordBatchBuilder) {
    if value.isFinite { return number("\(value)", to: builder) }
    var text = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    text.withUTF8 { builder.string(UnsafeRawBufferPointer($0)) }
  }

  private static func number(_ text: String, to builder: RecordBatchBuilder) {
    var text = text
    text.withUTF8 { builder.word(UnsafeRawBufferPointer($0)) }
  }

  private static func text(to builder: RecordBatchBuilder, _ write: (inout [UInt8]) throws -> Void) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(48)
    try write(&bytes)
    bytes.withUnsafeBytes { builder.string($0) }
  }

  private static func binary(_ bytes: UnsafeRawBufferPointer, to builder: RecordBatchBuilder) {
    builder.beginObject()
    builder.key(bytesKey)
    Base64Text.encode(bytes).withUnsafeBytes { builder.string($0) }
    builder.endObject()
  }
}

extension Float {
  /// The value of a number in IEEE 754's 16 bits: 1 of sign, 5 of exponent, 10 of fraction.
  init(half bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 31)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 31: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
