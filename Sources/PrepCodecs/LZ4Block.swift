/// The block format of LZ4 (lz4/lz4, lz4_Block_format.md, 2022): literals and copies in turn, the last ones literals.
package enum LZ4Block {
  /// Fills the target from its beginning with what a block holds.
  ///
  /// - Parameter prefix: How many bytes before the target belong to it: blocks of a frame may copy from those before
  ///   them.
  /// - Returns: How many bytes were written; nil where the block is damaged or holds more than there is room for.
  package static func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, prefix: Int = 0
  ) -> Int? {
    guard let sourceBase = source.baseAddress else { return nil }
    guard let first = target.baseAddress else { return source.count == 1 && source[0] == 0 ? 0 : nil }
    let start = first - prefix
    var input = sourceBase
    let inputEnd = sourceBase + source.count
    var output = first
    let outputEnd = first + target.count
    // SAFETY: as in SnappyBlock: each read and write is held against what is left.
    while input < inputEnd {
      let token = input.load(as: UInt8.self)
      input += 1
      var literals = Int(token >> 4)
      guard extend(&literals, &input, inputEnd), literals <= inputEnd - input, literals <= outputEnd - output else {
        return nil
      }
      output.copyMemory(from: input, byteCount: literals)
      input += literals
      output += literals
      if input == inputEnd { return output - first }
      guard inputEnd - input >= 2 else { return nil }
      let distance = Int(UInt16(littleEndian: input.loadUnaligned(as: UInt16.self)))
      input += 2
      var length = Int(token & 15)
      guard extend(&length, &input, inputEnd),
        BlockCopy.copy(&output, back: distance, length: length + 4, start: start, end: outputEnd)
      else { return nil }
    }
    return nil
  }

  /// Adds the bytes that follow a length of 15.
  @inline(__always)
  private static func extend(_ length: inout Int, _ input: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
    guard length == 15 else { return true }
    while true {
      guard input < end, length < 1 << 40 else { return false }
      // SAFETY: `input` is before the end.
      let byte = input.load(as: UInt8.self)
      input += 1
      length += Int(byte)
      if byte < 255 { return true }
    }
  }
}
