/// The block format of Snappy (google/snappy, format_description.txt, 2011): a length, then literals and copies of what
/// stands up to 4 GiB before.
package enum SnappyBlock {
  /// How many bytes a block says it holds; nil where it says nothing.
  static func count(_ source: UnsafeRawBufferPointer) -> (count: Int, header: Int)? {
    var value = 0
    for index in 0..<min(5, source.count) {
      value |= Int(source[index] & 127) << (7 * index)
      if source[index] < 128 { return value <= Int(UInt32.max) ? (value, index + 1) : nil }
    }
    return nil
  }

  /// Fills the target with what a block holds; gives false where the block is damaged or holds another number of bytes.
  package static func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard let (count, header) = count(source), count == target.count else { return false }
    guard let sourceBase = source.baseAddress, let start = target.baseAddress else {
      return count == 0 && header == source.count
    }
    var input = sourceBase + header
    let inputEnd = sourceBase + source.count
    var output = start
    let outputEnd = start + count
    // SAFETY: `input` stays below `inputEnd` and `output` below `outputEnd`: each read and write is held against what
    // is left.
    while input < inputEnd {
      let tag = input.load(as: UInt8.self)
      input += 1
      var length = Int(tag >> 2) + 1
      if tag & 3 == 0 {
        if length > 60 {
          let size = length - 60
          guard inputEnd - input >= size else { return false }
          length = 0
          for index in 0..<size { length |= Int(input.load(fromByteOffset: index, as: UInt8.self)) << (8 * index) }
          length += 1
          input += size
        }
        guard length <= inputEnd - input, length <= outputEnd - output else { return false }
        if length <= 16, inputEnd - input >= 16, outputEnd - output >= 16 {
          output.copyMemory(from: input, byteCount: 16)
        } else {
          output.copyMemory(from: input, byteCount: length)
        }
        input += length
        output += length
        continue
      }
      let distance: Int
      switch tag & 3 {
      case 1:
        guard input < inputEnd else { return false }
        length = Int(tag >> 2 & 7) + 4
        distance = Int(tag >> 5) << 8 | Int(input.load(as: UInt8.self))
        input += 1
      case 2:
        guard inputEnd - input >= 2 else { return false }
        distance = Int(UInt16(littleEndian: input.loadUnaligned(as: UInt16.self)))
        input += 2
      default:
        guard inputEnd - input >= 4 else { return false }
        distance = Int(UInt32(littleEndian: input.loadUnaligned(as: UInt32.self)))
        input += 4
      }
      guard BlockCopy.copy(&output, back: distance, length: length, start: start, end: outputEnd) else { return false }
    }
    return output == outputEnd
  }
}

/// Repeats what stands before, which may reach into what it writes.
enum BlockCopy {
  /// Appends `length` bytes from `distance` bytes before the output on; gives false where that is outside of what there
  /// is.
  @inline(__always)
  static func copy(
    _ output: inout UnsafeMutableRawPointer, back distance: Int, length: Int, start: UnsafeMutableRawPointer,
    end: UnsafeMutableRawPointer
  ) -> Bool {
    guard distance > 0, distance <= output - start, length <= end - output else { return false }
    // SAFETY: the source begins at or behind `start`; blocks of 16 are written only where 16 bytes more than the length
    // are left, and read what is written before: they do not overlap, since the distance is at least 16.
    var source = UnsafeRawPointer(output - distance)
    if distance >= 16, end - output >= length + 16 {
      var target = output
      var left = length
      repeat {
        target.copyMemory(from: source, byteCount: 16)
        target += 16
        source += 16
        left -= 16
      } while left > 0
    } else if distance >= length {
      output.copyMemory(from: source, byteCount: length)
    } else {
      for index in 0..<length {
        output.storeBytes(of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
      }
    }
    output += length
    return true
  }
}
