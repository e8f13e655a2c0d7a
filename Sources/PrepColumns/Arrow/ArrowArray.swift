import PrepDiagnostics
import PrepRecords

/// Memory that arrays stand in, as long as any of them is used.
final class ArrowBuffer {
  let bytes: UnsafeRawBufferPointer
  private let owned: UnsafeMutableRawBufferPointer

  /// Memory for so many bytes, filled by a closure.
  init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
    owned = .allocate(byteCount: count, alignment: 64)
    bytes = UnsafeRawBufferPointer(owned)
    try fill(owned)
  }

  /// No bytes.
  init() {
    owned = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    bytes = UnsafeRawBufferPointer(owned)
  }

  deinit { owned.deallocate() }

  var count: Int { bytes.count }

  /// A number at an index, which was held against the count.
  ///
  /// SAFETY: `ArrowBatchLoader` has held the length of the buffer against the rows and the width of the type.
  @inline(__always)
  func load<Value: FixedWidthInteger & BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Value>.size, as: Value.self))
  }

  /// A number of so many bytes at an index.
  func load(_ index: Int, width: Int, isSigned: Bool) -> Int {
    switch (width, isSigned) {
    case (1, true): Int(load(index, as: Int8.self))
    case (1, false): Int(load(index, as: UInt8.self))
    case (2, true): Int(load(index, as: Int16.self))
    case (2, false): Int(load(index, as: UInt16.self))
    case (4, true): Int(load(index, as: Int32.self))
    case (4, false): Int(load(index, as: UInt32.self))
    default: Int(load(index, as: Int64.self))
    }
  }
}

/// The values of a dictionary, which grow by deltas.
final class ArrowDictionary {
  private(set) var parts: [(start: Int, array: ArrowArray)] = []
  private(set) var count = 0

  func append(_ array: ArrowArray) {
    parts.append((count, array))
    count += array.count
  }

  /// The array and the place in it of a value.
  func find(_ index: Int) throws -> (array: ArrowArray, index: Int) {
    guard index >= 0, index < count else {
      throw ColumnFault.damaged(
        "an index into its dictionary is \(index), and the dictionary has \(Counted(count, "value"))")
    }
    var part = parts.count - 1
    while parts[part].start > index { part -= 1 }
    return (parts[part].array, index - parts[part].start)
  }
}

/// An array of values (apache/arrow, docs/source/format/Columnar.rst). What its buffers say is held against them where
/// it is used.
final class ArrowArray {
  indirect enum Values {
    case null
    case bits(ArrowBuffer)
    case fixed(ScalarType, ArrowBuffer, width: Int, ArrowField.Number)
    case texts(ScalarType, offsets: ArrowBuffer, isLarge: Bool, ArrowBuffer)
    case views(ScalarType, ArrowBuffer, [ArrowBuffer])
    case list(offsets: ArrowBuffer, isLarge: Bool, ArrowArray)
    case listView(offsets: ArrowBuffer, sizes: ArrowBuffer, isLarge: Bool, ArrowArray)
    case fixedList(Int, ArrowArray)
    case structure([(key: MemberKey, array: ArrowArray)])
    case dictionary(ArrowBuffer, width: Int, isSigned: Bool, ArrowDictionary?)
    case union(types: ArrowBuffer, offsets: ArrowBuffer?, children: [Int: ArrowArray])
    case runs(ends: ArrowArray, values: ArrowArray)
  }

  let count: Int
  /// A bit for each value, 1 where it is there; nil where all are.
  private let validity: ArrowBuffer?
  let values: Values

  init(count: Int, validity: ArrowBuffer?, _ values: Values) {
    self.count = count
    self.validity = validity
    self.values = values
  }

  /// Whether a value is null.
  func isNull(_ index: Int) throws -> Bool {
    if let validity, validity.bytes[index >> 3] >> UInt8(index & 7) & 1 == 0 { return true }
    switch values {
    case .null: return true
    case .dictionary, .union, .runs:
      let (array, place) = try resolve(index)
      return try array.isNull(place)
    default: return false
    }
  }

  /// Where a value that stands elsewhere stands.
  func resolve(_ index: Int) throws -> (array: ArrowArray, index: Int) {
    switch values {
    case .dictionary(let indices, let width, let isSigned, let dictionary):
      guard let dictionary else { throw ColumnFault.damaged("its dictionary is missing") }
      return try dictionary.find(indices.load(index, width: width, isSigned: isSigned))
    case .union(let types, let offsets, let children):
      guard let child = children[Int(types.load(index, as: Int8.self))] else {
        throw ColumnFault.damaged("a value is of a kind that it does not have")
      }
      let place = offsets.map { Int($0.load(index, as: Int32.self)) } ?? index
      guard place >= 0, place < child.count else { throw ColumnFault.damaged("a value stands outside of its values") }
      return (child, place)
    case .runs(let ends, let values):
      guard case .fixed(_, let buffer, let width, _) = ends.values else {
        throw ColumnFault.damaged("the ends of its runs are no integers")
      }
      var low = 0
      var high = ends.count
      while low < high {
        let middle = (low + high) / 2
        if buffer.load(middle, width: width, isSigned: true) > index { high = middle } else { low = middle + 1 }
      }
      guard low < values.count else { throw ColumnFault.damaged("its runs end too early") }
      return (values, low)
    default: return (self, index)
    }
  }

  /// The range of a list or text, held against what it lies in.
  private func range(_ offsets: ArrowBuffer, _ isLarge: Bool, _ index: Int, limit: Int) throws -> Range<Int> {
    let start = isLarge ? Int(offsets.load(index, as: Int64.self)) : Int(offsets.load(index, as: Int32.self))
    let end = isLarge ? Int(offsets.load(index + 1, as: Int64.self)) : Int(offsets.load(index + 1, as: Int32.self))
    guard start >= 0, start <= end, end <= limit else {
      throw ColumnFault.damaged("its offsets go from \(start) to \(end) of \(limit)")
    }
    return start..<end
  }

  /// Writes a value, null or not.
  func write(_ index: Int, to builder: RecordBatchBuilder, keepsNulls: Bool) throws {
    if let validity, validity.bytes[index >> 3] >> UInt8(index & 7) & 1 == 0 { return builder.null() }
    switch values {
    case .null: builder.null()
    case .bits(let buffer): builder.bool(buffer.bytes[index >> 3] >> UInt8(index & 7) & 1 == 1)
    case .fixed(let type, let buffer, let width, let number):
      try ScalarWriter.write(Self.value(buffer, index, width, number), type, to: builder)
    case .texts(let type, let offsets, let isLarge, let data):
      let range = try range(offsets, isLarge, index, limit: data.count)
      let text = UnsafeRawBufferPointer(rebasing: data.bytes[range])
      try ScalarWriter.write(
        // SAFETY: `range` has held the offsets against the bytes; bytes are read as bytes while the batch keeps them.
        ColumnValue(pointer: text.baseAddress?.assumingMemoryBound(to: UInt8.self), bits: text.count), type, to: builder
      )
    case .views(let type, let views, let data):
      try ScalarWriter.write(try Self.view(views, index, data), type, to: builder)
    case .list(let offsets, let isLarge, let child):
      try writeList(try range(offsets, isLarge, index, limit: child.count), of: child, to: builder, keepsNulls)
    case .listView(let offsets, let sizes, let isLarge, let child):
      let width = isLarge ? 8 : 4
      let start = offsets.load(index, width: width, isSigned: true)
      let size = sizes.load(index, width: width, isSigned: true)
      guard start >= 0, size >= 0, start <= child.count, size <= child.count - start else {
        throw ColumnFault.damaged("a list stands outside of its elements")
      }
      try writeList(start..<start + size, of: child, to: builder, keepsNulls)
    case .fixedList(let size, let child):
      try writeList(index * size..<(index + 1) * size, of: child, to: builder, keepsNulls)
    case .structure(let members): try Self.writeMembers(members, index, to: builder, keepsNulls: keepsNulls)
    case .dictionary, .union, .runs:
      let (array, place) = try resolve(index)
      try array.write(place, to: builder, keepsNulls: keepsNulls)
    }
  }

  private func writeList(_ range: Range<Int>, of child: ArrowArray, to builder: RecordBatchBuilder, _ keepsNulls: Bool)
    throws
  {
    builder.beginArray()
    // Elements without bytes of their own may be very many; a record that is too long already needs no more of them.
    for index in range {
      if builder.isInvalid { break }
      try child.write(index, to: builder, keepsNulls: keepsNulls)
    }
    builder.endArray()
  }

  /// Writes an object of the values that stand at one place in several arrays.
  static func writeMembers(
    _ members: [(key: MemberKey, array: ArrowArray)], _ index: Int, to builder: RecordBatchBuilder, keepsNulls: Bool
  ) throws {
    builder.beginObject()
    for (key, array) in members {
      guard try keepsNulls || key.isRepeated || !array.isNull(index) else { continue }
      builder.key(key.text)
      try array.write(index, to: builder, keepsNulls: keepsNulls)
    }
    builder.endObject()
  }

  @inline(__always)
  private static func value(_ buffer: ArrowBuffer, _ index: Int, _ width: Int, _ number: ArrowField.Number)
    -> ColumnValue
  {
    switch number {
    case .signed: return ColumnValue(pointer: nil, bits: buffer.load(index, width: width, isSigned: true))
    case .unsigned: return ColumnValue(pointer: nil, bits: buffer.load(index, width: width, isSigned: false))
    case .bytes:
      // SAFETY: `ArrowBatchLoader` has held the length of the buffer against rows times width.
      let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[index * width..<(index + 1) * width])
      return ColumnValue(pointer: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bits: width)
    case .milliseconds:
      let milliseconds = Int(buffer.load(index, as: Int64.self))
      let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
      return ColumnValue(pointer: nil, bits: rest < 0 ? days - 1 : days)
    }
  }

  /// A text of up to 12 bytes in its view, or of more in one of the buffers.
  private static func view(_ views: ArrowBuffer, _ index: Int, _ data: [ArrowBuffer]) throws -> ColumnValue {
    let length = Int(views.load(4 * index, as: Int32.self))
    let place: UnsafeRawBufferPointer
    if (0...12).contains(length) {
      place = UnsafeRawBufferPointer(rebasing: views.bytes[16 * index + 4..<16 * index + 4 + length])
    } else {
      let number = Int(views.load(4 * index + 2, as: Int32.self))
      let start = Int(views.load(4 * index + 3, as: Int32.self))
      guard length > 0, data.indices.contains(number), start >= 0, start <= data[number].count,
        length <= data[number].count - start
      else {
        throw ColumnFault.damaged("a text stands outside of its bytes")
      }
      place = UnsafeRawBufferPointer(rebasing: data[number].bytes[start..<start + length])
    }
    // SAFETY: a view has sixteen bytes of which twelve may be the text; any other place was held against its buffer.
    return ColumnValue(pointer: place.baseAddress?.assumingMemoryBound(to: UInt8.self), bits: length)
  }
}
