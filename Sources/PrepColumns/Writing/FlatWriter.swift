/// What a field of a table holds.
enum FlatFieldValue {
  case int8(UInt8), int16(Int16), int32(Int32), int64(Int64)
  case text([UInt8]), table(FlatTableValue), tables([FlatTableValue])
  /// Structs of numbers of 64 bits, so many each.
  case structs([Int64], width: Int)

  /// How many bytes it takes in its table.
  var size: Int {
    switch self {
    case .int8: 1
    case .int16: 2
    case .int64: 8
    default: 4
    }
  }
}

/// A table of FlatBuffers (its binary format, 2014 on) that is to be written, as ``FlatTable`` reads it.
final class FlatTableValue {
  private(set) var numbers: [Int] = []
  private(set) var values: [FlatFieldValue] = []

  /// - Parameter fields: The fields by their numbers.
  init(fields: [(number: Int, value: FlatFieldValue)]) { fields.forEach(add) }

  /// Adds a field.
  func add(_ number: Int, _ value: FlatFieldValue) {
    numbers.append(number)
    values.append(value)
  }

  var fields: [(number: Int, value: FlatFieldValue)] { Array(zip(numbers, values)) }
}

/// Writes tables: what is pointed at stands behind what points at it.
struct FlatWriter {
  private var bytes: [UInt8] = []

  /// The bytes of a table and all that is in it, to a multiple of 8.
  static func bytes(_ root: FlatTableValue) -> [UInt8] {
    var writer = FlatWriter()
    writer.bytes.append(littleEndian: UInt32(0))
    writer.point(from: 0, to: writer.write(root))
    writer.pad(8, before: 0)
    return writer.bytes
  }

  /// Adds zeros until what comes so many bytes later stands at a multiple.
  private mutating func pad(_ multiple: Int, before: Int) {
    while (bytes.count + before) % multiple != 0 { bytes.append(0) }
  }

  private mutating func point(from place: Int, to target: Int) {
    var distance = UInt32(truncatingIfNeeded: target - place)
    for index in 0..<4 {
      bytes[place + index] = UInt8(truncatingIfNeeded: distance)
      distance >>= 8
    }
  }

  /// Appends a table behind its list of places; gives where it stands.
  private mutating func write(_ table: FlatTableValue) -> Int {
    // The widest first: then each stands at a multiple of its width, behind a start at 8 n + 4.
    let ordered = table.fields.sorted { ($1.value.size, $0.number) < ($0.value.size, $1.number) }
    let count = (table.fields.map(\.number).max() ?? -1) + 1
    var places = [Int](repeating: 0, count: count)
    var size = 4
    for (number, value) in ordered {
      places[number] = size
      size += value.size
    }
    let listSize = 4 + 2 * count
    pad(8, before: listSize + 4)
    let list = bytes.count
    bytes.append(littleEndian: UInt16(truncatingIfNeeded: listSize))
    bytes.append(littleEndian: UInt16(truncatingIfNeeded: size))
    for place in places { bytes.append(littleEndian: UInt16(truncatingIfNeeded: place)) }
    let start = bytes.count
    bytes.append(littleEndian: Int32(truncatingIfNeeded: start - list))
    for (_, value) in ordered {
      switch value {
      case .int8(let number): bytes.append(number)
      case .int16(let number): bytes.append(littleEndian: number)
      case .int32(let number): bytes.append(littleEndian: number)
      case .int64(let number): bytes.append(littleEndian: number)
      default: bytes.append(littleEndian: UInt32(0))
      }
    }
    for (number, value) in table.fields { writeTarget(value, from: start + places[number]) }
    return start
  }

  /// Appends what a field points at.
  private mutating func writeTarget(_ value: FlatFieldValue, from place: Int) {
    switch value {
    case .int8, .int16, .int32, .int64: return
    case .table(let table): point(from: place, to: write(table))
    case .text(let text):
      pad(4, before: 0)
      point(from: place, to: bytes.count)
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: text.count))
      bytes += text + [0]
    case .tables(let tables):
      pad(4, before: 0)
      point(from: place, to: bytes.count)
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: tables.count))
      let first = bytes.count
      for _ in tables { bytes.append(littleEndian: UInt32(0)) }
      for (index, table) in tables.enumerated() { point(from: first + 4 * index, to: write(table)) }
    case .structs(let numbers, let width):
      pad(8, before: 4)
      point(from: place, to: bytes.count)
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: numbers.count / width))
      for number in numbers { bytes.append(littleEndian: number) }
    }
  }
}
