/// Parquet's hybrid of runs and bit-packed numbers (apache/parquet-format, Encodings.md, on RLE): levels, indices into
/// dictionaries, booleans.
struct RunDecoder {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private let width: Int
  private let largest: UInt32
  /// How many values of the current run are left.
  private var runLeft = 0
  private var runValue: UInt32 = 0
  /// How many values of the current bit-packed stretch are left, and the bit at which the next begins.
  private var packedLeft = 0
  private var packedBit = 0
  private var packed: UnsafePointer<UInt8>

  /// - Parameters:
  ///   - bytes: What holds the runs; it stays where it is.
  ///   - width: Bits of a value, 0 to 32.
  ///   - largest: The largest value there may be.
  init(_ bytes: UnsafeRawBufferPointer, width: Int, largest: UInt32) {
    // SAFETY: an empty buffer may have no address; nothing is read from it then, since position and end are one.
    let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
    position = base.assumingMemoryBound(to: UInt8.self)
    end = position + bytes.count
    packed = position
    self.width = width
    self.largest = largest
    if width == 0 { runLeft = .max }
  }

  /// How many bits the numbers up to one need.
  static func width(for largest: Int) -> Int { Int.bitWidth - largest.leadingZeroBitCount }

  /// Decodes so many values.
  ///
  /// - Throws: ``ColumnFault`` where there are fewer, or one is too large.
  mutating func decode<Value: FixedWidthInteger>(_ count: Int, into values: UnsafeMutablePointer<Value>) throws {
    var done = 0
    while done < count {
      if runLeft > 0 {
        let step = min(runLeft, count - done)
        (values + done).update(repeating: Value(truncatingIfNeeded: runValue), count: step)
        runLeft -= step
        done += step
      } else if packedLeft > 0 {
        let step = min(packedLeft, count - done)
        try unpack(step, into: values + done)
        done += step
      } else {
        try nextRun()
      }
    }
  }

  private mutating func nextRun() throws {
    var header: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < end, shift < 35 else { throw ColumnFault.damaged("its levels or indices end too early") }
      let byte = position.pointee
      position += 1
      header |= UInt64(byte & 127) << shift
      if byte < 128 { break }
      shift += 7
    }
    guard header >> 1 > 0 else { throw ColumnFault.damaged("its levels or indices have a run of nothing") }
    if header & 1 == 0 {
      let size = (width + 7) / 8
      guard end - position >= size else { throw ColumnFault.damaged("its levels or indices end inside a run") }
      runValue = 0
      for index in 0..<size { runValue |= UInt32(position[index]) << UInt32(8 * index) }
      position += size
      guard runValue <= largest else { throw Self.tooLarge(runValue) }
      runLeft = Int(header >> 1)
    } else {
      // The last values may be fewer than the stretch says; then those behind them need not be stored.
      let size = Int(header >> 1) * width
      packed = position
      packedBit = 0
      packedLeft = Int(header >> 1) * 8
      position += min(size, end - position)
    }
  }

  private mutating func unpack<Value: FixedWidthInteger>(_ count: Int, into values: UnsafeMutablePointer<Value>) throws
  {
    let mask = width == 32 ? UInt64(UInt32.max) : (1 << UInt64(width)) - 1
    let available = position - packed
    guard packedBit + count * width <= available * 8 else {
      throw ColumnFault.damaged("its levels or indices end inside a bit-packed stretch")
    }
    var bit = packedBit
    var top: UInt64 = 0
    // SAFETY: each value lies in the bytes from `packed` to `position`; eight bytes are read at once only where they
    // are there.
    for index in 0..<count {
      let byte = bit >> 3
      let word: UInt64
      if byte + 8 <= available {
        word = UInt64(littleEndian: UnsafeRawPointer(packed + byte).loadUnaligned(as: UInt64.self))
      } else {
        var rest: UInt64 = 0
        for place in 0..<available - byte { rest |= UInt64(packed[byte + place]) << UInt64(8 * place) }
        word = rest
      }
      let value = word >> UInt64(bit & 7) & mask
      top = max(top, value)
      values[index] = Value(truncatingIfNeeded: value)
      bit += width
    }
    guard top <= UInt64(largest) else { throw Self.tooLarge(UInt32(truncatingIfNeeded: top)) }
    packedBit = bit
    packedLeft -= count
  }

  private static func tooLarge(_ value: UInt32) -> ColumnFault {
    .damaged("a level or an index into the dictionary is too large: \(value)")
  }
}
