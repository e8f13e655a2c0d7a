/// A node of a Parquet schema as the footer has it.
struct ParquetSchemaElement {
  enum Repetition: Int { case required, optional, repeated }

  enum PhysicalType: Int {
    case boolean, int32, int64, int96, float, double, byteArray, fixedLengthByteArray

    /// How many bytes a value has, stored plainly; 0 where that differs or is less than one.
    var width: Int {
      switch self {
      case .int32, .float: 4
      case .int64, .double: 8
      case .int96: 12
      case .boolean, .byteArray, .fixedLengthByteArray: 0
      }
    }
  }

  /// What values mean beyond their physical type; older files say the same by a number of their own.
  enum Meaning: Equatable {
    case text, map, list, date, json, float16, null, variant
    case decimal(scale: Int)
    case time(TimeUnit)
    case timestamp(TimeUnit, isUTC: Bool)
    case integer(isSigned: Bool)
    /// Bytes that mean something else: UUID, BSON, geometry, intervals, and what this reader does not know.
    case bytes
  }

  var physicalType: PhysicalType?
  var typeLength = 0
  var repetition: Repetition?
  var name = ""
  var childCount: Int?
  var meaning: Meaning?

  init(_ reader: inout ThriftReader) throws {
    var element = (
      type: Int?.none, length: 0, repetition: Int?.none, name: "", children: Int?.none, converted: Int?.none, scale: 0
    )
    var logical: Meaning?
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1, .int32): element.type = try reader.int32()
      case (2, .int32): element.length = try reader.int32()
      case (3, .int32): element.repetition = try reader.int32()
      case (4, .binary): element.name = try reader.text()
      case (5, .int32): element.children = try reader.int32()
      case (6, .int32): element.converted = try reader.int32()
      case (7, .int32): element.scale = try reader.int32()
      case (10, .object): logical = try Self.logicalType(&reader)
      default: return false
      }
      return true
    }
    name = element.name
    typeLength = element.length
    childCount = element.children
    if let number = element.type {
      guard let type = PhysicalType(rawValue: number) else {
        throw ColumnFault.damaged("its type has the unknown number \(number)").inColumn([name])
      }
      physicalType = type
    }
    if let number = element.repetition {
      guard let repetition = Repetition(rawValue: number) else {
        throw ColumnFault.damaged("its repetition has the unknown number \(number)").inColumn([name])
      }
      self.repetition = repetition
    }
    meaning = logical ?? element.converted.flatMap { Self.convertedType($0, scale: element.scale) }
    if case .decimal(let scale) = meaning, !(0...128).contains(scale) {
      throw ColumnFault.damaged("its decimals cannot have \(scale) decimal places").inColumn([name])
    }
  }

  /// The union LogicalType of parquet.thrift: one field, whose number says which.
  private static func logicalType(_ reader: inout ThriftReader) throws -> Meaning? {
    var meaning: Meaning?
    try reader.object { id, type, reader in
      switch (id, type) {
      case (1, .object), (4, .object): meaning = .text
      case (2, .object): meaning = .map
      case (3, .object): meaning = .list
      case (5, .object):
        var scale = 0
        try reader.object { id, type, reader in
          guard id == 1, type == .int32 else { return false }
          scale = try reader.int32()
          return true
        }
        meaning = .decimal(scale: scale)
        return true
      case (6, .object): meaning = .date
      case (7, .object), (8, .object):
        let (unit, isUTC) = try timeType(&reader)
        meaning = unit.map { id == 7 ? .time($0) : .timestamp($0, isUTC: isUTC) } ?? .bytes
        return true
      case (10, .object):
        var isSigned = true
        try reader.object { id, type, _ in
          if id == 2 { isSigned = type == .yes }
          return false
        }
        meaning = .integer(isSigned: isSigned)
        return true
      case (11, .object): meaning = .null
      case (12, .object): meaning = .json
      case (15, .object): meaning = .float16
      case (16, .object): meaning = .variant
      default: meaning = .bytes
      }
      return false
    }
    return meaning
  }

  private static func timeType(_ reader: inout ThriftReader) throws -> (unit: TimeUnit?, isUTC: Bool) {
    var unit: TimeUnit?
    var isUTC = false
    try reader.object { id, type, reader in
      if id == 1 { isUTC = type == .yes }
      guard id == 2, type == .object else { return false }
      try reader.object { id, _, _ in
        unit = id == 1 ? .milliseconds : id == 2 ? .microseconds : id == 3 ? .nanoseconds : nil
        return false
      }
      return true
    }
    return (unit, isUTC)
  }

  /// The older enumeration ConvertedType.
  private static func convertedType(_ number: Int, scale: Int) -> Meaning? {
    switch number {
    case 0, 4: .text
    case 1, 2: .map
    case 3: .list
    case 5: .decimal(scale: scale)
    case 6: .date
    case 7: .time(.milliseconds)
    case 8: .time(.microseconds)
    case 9: .timestamp(.milliseconds, isUTC: true)
    case 10: .timestamp(.microseconds, isUTC: true)
    case 11...14: .integer(isSigned: false)
    case 15...18: .integer(isSigned: true)
    case 19: .json
    default: .bytes
    }
  }

  /// What the values of a column are; nil where meaning and physical type do not go together.
  var scalarType: ScalarType? {
    guard let physicalType else { return nil }
    guard let meaning else { return Self.plainType(physicalType) }
    switch (meaning, physicalType) {
    case (.text, .byteArray), (.text, .fixedLengthByteArray), (.json, .byteArray): return .text
    case (.decimal(let scale), .int32), (.decimal(let scale), .int64): return .decimal(scale: scale)
    case (.decimal(let scale), .byteArray), (.decimal(let scale), .fixedLengthByteArray):
      return .decimalBytes(scale: scale, isBigEndian: true)
    case (.date, .int32): return .date
    case (.time(let unit), .int32), (.time(let unit), .int64): return .time(unit)
    case (.timestamp(let unit, let isUTC), .int64): return .timestamp(unit, isUTC: isUTC)
    case (.integer(let isSigned), .int32): return isSigned ? .int : .uint32
    case (.integer(let isSigned), .int64): return isSigned ? .int : .uint
    case (.float16, .fixedLengthByteArray): return typeLength == 2 ? .float16 : nil
    case (.null, _): return .null
    case (.bytes, _): return Self.plainType(physicalType)
    default: return nil
    }
  }

  private static func plainType(_ type: PhysicalType) -> ScalarType {
    switch type {
    case .boolean: .bool
    case .int32, .int64: .int
    case .int96: .int96
    case .float: .float
    case .double: .double
    case .byteArray, .fixedLengthByteArray: .binary
    }
  }
}
