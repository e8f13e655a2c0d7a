/// Writes Parquet's hybrid of runs and bit-packed numbers, as ``RunDecoder`` reads it.
struct RunEncoder {
  private let width: Int
  private var packed: [UInt32] = []
  private var bytes: [UInt8] = []

  private init(width: Int) { self.width = width }

  /// Numbers of so many bits.
  static func encode(_ values: ArraySlice<some FixedWidthInteger>, width: Int) -> [UInt8] {
    var encoder = RunEncoder(width: width)
    var position = values.startIndex
    while position < values.endIndex {
      var end = position + 1
      while end < values.endIndex, values[end] == values[position] { end += 1 }
      encoder.add(UInt32(truncatingIfNeeded: values[position]), count: end - position)
      position = end
    }
    encoder.flush()
    return encoder.bytes
  }

  private mutating func add(_ value: UInt32, count: Int) {
    // A stretch ends only where it has whole groups of eight, so the first values of a run may still belong to it.
    let missing = (8 - packed.count % 8) % 8
    guard count - missing >= 8 else {
      packed.append(contentsOf: repeatElement(value, count: count))
      return
    }
    packed.append(contentsOf: repeatElement(value, count: missing))
    flush()
    varint(UInt64(count - missing) << 1)
    for byte in 0..<(width + 7) / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
  }

  private mutating func flush() {
    guard !packed.isEmpty else { return }
    packed.append(contentsOf: repeatElement(0, count: (8 - packed.count % 8) % 8))
    varint(UInt64(packed.count / 8) << 1 | 1)
    var word: UInt64 = 0
    var bits = 0
    for value in packed {
      word |= UInt64(value) << UInt64(bits)
      bits += width
      while bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        bits -= 8
      }
    }
    packed.removeAll(keepingCapacity: true)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
