import PrepRecords

/// A column of a row group that is being written: the levels and values of its rows.
final class WriterColumn {
  enum Storage {
    case bool, int32, int, double, bytes

    /// How many bytes a value has; of bytes their length.
    var width: Int { self == .int32 || self == .bytes ? 4 : self == .bool ? 1 : 8 }
  }

  let path: [[UInt8]]
  let shape: ColumnShape
  let storage: Storage
  let maximumDefinition: UInt8
  let maximumRepetition: UInt8
  private(set) var definitions: [UInt8] = []
  private(set) var repetitions: [UInt8] = []
  /// Of bytes where each ends in `bytes`; of others the bits.
  private(set) var values: [Int] = []
  private(set) var bytes: [UInt8] = []

  init(_ path: [[UInt8]], _ shape: ColumnShape, definition: UInt8, repetition: UInt8) {
    self.path = path
    self.shape = shape
    maximumDefinition = definition
    maximumRepetition = repetition
    storage =
      switch shape.kind {
      case .bool: .bool
      case .int8, .int32, .null: .int32
      case .int, .uint: .int
      case .double: .double
      default: .bytes
      }
  }

  /// About how many bytes it holds, and how many it will be plainly.
  var size: Int { bytes.count + 8 * values.count + 2 * definitions.count }

  /// Something around it that is null or empty.
  func addNull(_ definition: UInt8, _ repetition: UInt8) {
    definitions.append(definition)
    repetitions.append(repetition)
  }

  /// A number.
  func add(_ value: Int, _ repetition: UInt8) {
    definitions.append(maximumDefinition)
    repetitions.append(repetition)
    values.append(value)
  }

  /// A text.
  func add(_ text: some Collection<UInt8>, _ repetition: UInt8) {
    definitions.append(maximumDefinition)
    repetitions.append(repetition)
    bytes.append(contentsOf: text)
    values.append(bytes.count)
  }

  /// A value of a record, of the kind that the shape has.
  func add(_ view: JSONView, _ repetition: UInt8) {
    switch shape.kind {
    case .bool: add(view.bool == true ? 1 : 0, repetition)
    case .int, .int32, .int8: add(view.int ?? 0, repetition)
    case .uint:
      let text = view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      add(Int(bitPattern: UInt(text) ?? 0), repetition)
    case .double:
      let named = view.kind == .string ? (try? view.unescaped()).flatMap { NamedNumber.double($0) } : nil
      add(Int(bitPattern: UInt((named ?? view.double ?? 0).bitPattern)), repetition)
    case .text: add((try? view.unescaped()) ?? [], repetition)
    case .binary: add(BytesValue.bytes(of: view) ?? [], repetition)
    default: view.withUnsafeBytes { add($0, repetition) }
    }
  }

  /// A list at the top, of numbers, or one number; those with a point are handed over as the bits of 32.
  func addNumbers(_ list: [Int32], isScalar: Bool) {
    let first = values.count
    if isScalar { add(Int(list.first ?? 0), 0) } else { addList(list) }
    guard shape.kind == .double else { return }
    for index in first..<values.count {
      let value = Double(Float(bitPattern: UInt32(bitPattern: Int32(truncatingIfNeeded: values[index]))))
      values[index] = Int(bitPattern: UInt(value.bitPattern))
    }
  }

  /// A list at the top, of numbers.
  private func addList(_ list: [Int32]) {
    // Of an optional list the levels are 0 for null, 1 for empty, 2 for a null in it and 3 for a number.
    if list.isEmpty { return addNull(1, 0) }
    definitions.append(contentsOf: repeatElement(maximumDefinition, count: list.count))
    repetitions.append(0)
    repetitions.append(contentsOf: repeatElement(maximumRepetition, count: list.count - 1))
    values.append(contentsOf: list.lazy.map { Int($0) })
  }

  func removeAll() {
    definitions.removeAll(keepingCapacity: true)
    repetitions.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// The bytes of a value.
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : values[index - 1])..<values[index] }

  /// How many bytes a value has plainly.
  func plainSize(_ index: Int) -> Int { storage.width + (storage == .bytes ? range(index).count : 0) }

  /// Appends values as they are stored plainly.
  func writePlain(_ range: Range<Int>, to page: inout [UInt8]) {
    switch storage {
    case .bool:
      var byte: UInt8 = 0
      for (place, index) in range.enumerated() {
        if values[index] != 0 { byte |= 1 << UInt8(place & 7) }
        if place & 7 == 7 || index == range.upperBound - 1 {
          page.append(byte)
          byte = 0
        }
      }
    case .int32: for index in range { page.append(littleEndian: UInt32(truncatingIfNeeded: values[index])) }
    case .int, .double: for index in range { page.append(littleEndian: UInt64(bitPattern: Int64(values[index]))) }
    case .bytes:
      for index in range {
        let text = self.range(index)
        page.append(littleEndian: UInt32(truncatingIfNeeded: text.count))
        page.append(contentsOf: bytes[text])
      }
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of a number, the lowest first.
  mutating func append(littleEndian value: some FixedWidthInteger) {
    // SAFETY: an integer is its bytes, and no pointer to it stays.
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
