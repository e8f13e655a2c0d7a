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
      guard decompressQuickly(&input, inputEnd, &output, start, outputEnd) else { return false }
      if input == inputEnd { break }
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

  /// How many bytes the quick loop may read, and write, of one element beyond its beginning: a tag, its four bytes and
  /// a literal of 64; what is copied in blocks.
  private static let slack = 80

  /// Elements as long as neither end is near: what is short is copied in blocks of a fixed size, so that lengths, which
  /// nobody can predict, are no branches. Ends where an end is near or a literal is long; gives false where the block is
  /// damaged.
  @inline(__always)
  private static func decompressQuickly(
    _ input: inout UnsafeRawPointer, _ inputEnd: UnsafeRawPointer, _ output: inout UnsafeMutableRawPointer,
    _ start: UnsafeMutableRawPointer, _ outputEnd: UnsafeMutableRawPointer
  ) -> Bool {
    // SAFETY: of each element at most `slack` bytes are read and written, and as many are left at both ends. Blocks of
    // 16 that are written from before the output begin at least 16 bytes before it, so that they do not overlap.
    while inputEnd - input >= slack, outputEnd - output >= slack {
      let tag = Int(input.load(as: UInt8.self))
      if tag & 3 == 0 {
        let length = (tag >> 2) + 1
        if length > 60 { return true }
        output.copyMemory(from: input + 1, byteCount: 16)
        if length > 16 { (output + 16).copyMemory(from: input + 17, byteCount: 48) }
        input += length + 1
        output += length
        continue
      }
      let following = UInt32(littleEndian: input.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
      let length: Int
      let distance: Int
      if tag & 3 == 1 {
        length = (tag >> 2) & 7 + 4
        distance = (tag >> 5) << 8 | Int(following & 0xFF)
        input += 2
      } else {
        length = (tag >> 2) + 1
        // Two bytes of distance, or four.
        distance = Int(tag & 1 == 0 ? following & 0xFFFF : following)
        input += tag & 1 == 0 ? 3 : 5
      }
      guard distance > 0, distance <= output - start else { return false }
      let source = UnsafeRawPointer(output - distance)
      if distance >= 16 {
        output.copyMemory(from: source, byteCount: 16)
        if length > 16 {
          (output + 16).copyMemory(from: source + 16, byteCount: 16)
          (output + 32).copyMemory(from: source + 32, byteCount: 16)
          (output + 48).copyMemory(from: source + 48, byteCount: 16)
        }
      } else {
        for index in 0..<length {
          output.storeBytes(of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
        }
      }
      output += length
    }
    return true
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
