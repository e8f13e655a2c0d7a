import PrepDiagnostics

/// A table of FlatBuffers (google/flatbuffers, internals.md): what Arrow's metadata is written in. Every place is held
/// against the bytes.
struct FlatTable {
  private let bytes: UnsafeRawBufferPointer
  private let position: Int
  private let vtable: Int
  private let vtableSize: Int

  /// The table at the root; the bytes stay where they are as long as it is used.
  init(root bytes: UnsafeRawBufferPointer) throws {
    try self.init(bytes, at: try Self.offset(bytes, at: 0))
  }

  private init(_ bytes: UnsafeRawBufferPointer, at position: Int) throws {
    self.bytes = bytes
    self.position = position
    vtable = position - Int(try Self.load(bytes, at: position, as: Int32.self))
    vtableSize = Int(try Self.load(bytes, at: vtable, as: UInt16.self))
    guard vtableSize >= 4, vtableSize <= bytes.count - vtable else { throw Self.damage }
  }

  private static let damage = ColumnFault.damaged("a table of the metadata lies outside of it")

  private static func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, at place: Int, as type: Value.Type
  ) throws -> Value {
    guard place >= 0, place <= bytes.count - MemoryLayout<Value>.size else { throw damage }
    // SAFETY: the place was held against the bytes.
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Value.self))
  }

  /// The place that the offset at a place leads to.
  private static func offset(_ bytes: UnsafeRawBufferPointer, at place: Int) throws -> Int {
    place + Int(try load(bytes, at: place, as: UInt32.self))
  }

  /// Where a field stands; nil where it has its default.
  private func place(_ field: Int) throws -> Int? {
    let slot = 4 + 2 * field
    guard slot + 2 <= vtableSize else { return nil }
    let offset = Int(try Self.load(bytes, at: vtable + slot, as: UInt16.self))
    return offset == 0 ? nil : position + offset
  }

  /// A number.
  func int<Value: FixedWidthInteger & BitwiseCopyable>(_ field: Int, as type: Value.Type, default value: Int = 0) throws
    -> Int
  {
    guard let place = try place(field) else { return value }
    return Int(try Self.load(bytes, at: place, as: type))
  }

  func bool(_ field: Int) throws -> Bool { try int(field, as: UInt8.self) != 0 }

  func table(_ field: Int) throws -> FlatTable? {
    guard let place = try place(field) else { return nil }
    return try FlatTable(bytes, at: try Self.offset(bytes, at: place))
  }

  func text(_ field: Int) throws -> String? {
    guard let (start, count) = try vector(field, elementSize: 1) else { return nil }
    guard let text = String(validating: bytes[start..<start + count], as: UTF8.self) else {
      throw ColumnFault.damaged("a text of the metadata is not UTF-8")
    }
    return text
  }

  /// A list of tables.
  func tables(_ field: Int) throws -> [FlatTable] {
    guard let (start, count) = try vector(field, elementSize: 4) else { return [] }
    guard count <= ColumnLimits.columns else {
      throw ColumnFault.tooLarge("a list of the metadata has \(Counted(count, "entry"))")
    }
    return try (0..<count).map { try FlatTable(bytes, at: try Self.offset(bytes, at: start + 4 * $0)) }
  }

  /// A list of structs, each of so many numbers of 64 bits, or of those of another size.
  func numbers(_ field: Int, perElement: Int = 1) throws -> [Int] {
    guard let (start, count) = try vector(field, elementSize: 8 * perElement) else { return [] }
    // SAFETY: `vector` has held so many elements of that size against the bytes.
    return (0..<count * perElement).map {
      Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 8 * $0, as: Int64.self)))
    }
  }

  /// A list of numbers of 32 bits.
  func shortNumbers(_ field: Int) throws -> [Int]? {
    guard let (start, count) = try vector(field, elementSize: 4) else { return nil }
    // SAFETY: `vector` has held so many elements of that size against the bytes.
    return (0..<count).map {
      Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * $0, as: Int32.self)))
    }
  }

  private func vector(_ field: Int, elementSize: Int) throws -> (start: Int, count: Int)? {
    guard let place = try place(field) else { return nil }
    let start = try Self.offset(bytes, at: place)
    let count = Int(try Self.load(bytes, at: start, as: UInt32.self))
    guard count <= (bytes.count - start - 4) / elementSize else {
      throw ColumnFault.damaged("a list of the metadata is longer than the metadata")
    }
    return (start + 4, count)
  }
}
