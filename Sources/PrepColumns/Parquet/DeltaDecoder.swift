/// Parquet's differences in bit-packed blocks (apache/parquet-format, Encodings.md, on DELTA_BINARY_PACKED).
struct DeltaDecoder {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private let miniblocks: Int
  private let valuesPerMiniblock: Int
  /// How many values are left, the first included.
  private(set) var left: Int
  private var value: Int64
  private var isFirst = true
  private var smallest: Int64 = 0
  private var widths: UnsafePointer<UInt8>
  /// The miniblock of the block that is next.
  private var miniblock: Int
  private var inMiniblock = 0
  private var width = 0
  private var bits: UnsafePointer<UInt8>
  private var bit = 0

  init(_ bytes: UnsafeRawBufferPointer) throws {
    // SAFETY: as in RunDecoder.
    let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
    position = base.assumingMemoryBound(to: UInt8.self)
    end = position + bytes.count
    (widths, bits) = (position, position)
    let block = try Self.varint(&position, end)
    let miniblocks = try Self.varint(&position, end)
    let count = try Self.varint(&position, end)
    let first = try Self.varint(&position, end)
    guard block > 0, block <= 1 << 20, block % 128 == 0, miniblocks > 0, miniblocks <= block, block % miniblocks == 0,
      (block / miniblocks) % 32 == 0
    else { throw ColumnFault.damaged("the blocks of its differences have an impossible size") }
    guard count <= UInt64(UInt32.max) else { throw ColumnFault.damaged("it claims \(count) differences") }
    self.miniblocks = Int(miniblocks)
    valuesPerMiniblock = Int(block / miniblocks)
    left = Int(count)
    miniblock = Int(miniblocks)
    value = Self.signed(first)
  }

  private static func varint(_ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) throws -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < end, shift < 70 else { throw ColumnFault.damaged("its differences end too early") }
      let byte = position.pointee
      position += 1
      result |= UInt64(byte & 127) << shift
      if byte < 128 { return result }
      shift += 7
    }
  }

  private static func signed(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }

  /// The next value, which wraps around as the writer's did.
  @inline(__always)
  mutating func next() throws -> Int64 {
    guard left > 0 else { throw ColumnFault.damaged("it has fewer values than its levels say") }
    left -= 1
    if isFirst {
      isFirst = false
      return value
    }
    if inMiniblock == 0 { try nextMiniblock() }
    inMiniblock -= 1
    value = value &+ smallest &+ Int64(bitPattern: unpack())
    return value
  }

  private mutating func nextMiniblock() throws {
    if miniblock == miniblocks {
      smallest = Self.signed(try Self.varint(&position, end))
      guard end - position >= miniblocks else { throw ColumnFault.damaged("its differences end too early") }
      widths = position
      position += miniblocks
      miniblock = 0
    }
    width = Int(widths[miniblock])
    miniblock += 1
    guard width <= 64 else { throw ColumnFault.damaged("its differences have \(width) bits") }
    let size = valuesPerMiniblock / 8 * width
    guard size <= end - position else { throw ColumnFault.damaged("its differences end too early") }
    bits = position
    bit = 0
    position += size
    inMiniblock = valuesPerMiniblock
  }

  /// The next bits of the miniblock.
  private mutating func unpack() -> UInt64 {
    if width == 0 { return 0 }
    let byte = bits + (bit >> 3)
    let shift = UInt64(bit & 7)
    bit += width
    var word: UInt64 = 0
    // SAFETY: a miniblock was found to lie before `end` as a whole; what is read beyond it is not read beyond `end`.
    if end - byte >= 8 {
      word = UInt64(littleEndian: UnsafeRawPointer(byte).loadUnaligned(as: UInt64.self))
    } else {
      for index in 0..<end - byte { word |= UInt64(byte[index]) << UInt64(8 * index) }
    }
    var value = word >> shift
    if Int(shift) + width > 64 { value |= UInt64(byte[8]) << (64 - shift) }
    return width == 64 ? value : value & ((1 << UInt64(width)) - 1)
  }

  /// Goes over the values that are left, and gives the place behind them.
  mutating func skipAll() throws -> UnsafePointer<UInt8> {
    while left > 0 {
      if inMiniblock > 0, !isFirst {
        let step = min(left, inMiniblock)
        left -= step
        inMiniblock -= step
      } else if isFirst {
        isFirst = false
        left -= 1
      } else {
        try nextMiniblock()
      }
    }
    // The miniblocks that a last block does not need are not stored.
    return position
  }
}
