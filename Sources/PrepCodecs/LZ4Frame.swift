/// Frames of LZ4 (lz4/lz4, lz4_Frame_format.md, 1.6.4): blocks behind their sizes. Their checksums are gone over.
enum LZ4Frame {
  /// Fills the target with what frames hold; gives false where they are damaged or hold another number of bytes.
  static func decompress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
    var input = 0
    var output = 0
    func word() -> Int? {
      // SAFETY: four bytes are left.
      guard source.count - input >= 4 else { return nil }
      defer { input += 4 }
      return Int(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: input, as: UInt32.self)))
    }
    while input < source.count {
      guard let magic = word() else { return false }
      if magic & 0xFFFF_FFF0 == 0x184D_2A50 {
        guard let size = word(), size <= source.count - input else { return false }
        input += size
        continue
      }
      guard magic == 0x184D_2204, source.count - input >= 3 else { return false }
      let flags = source[input]
      guard flags >> 6 == 1, flags & 2 == 0 else { return false }
      // Flags, block size, content size, number of a dictionary, header checksum.
      input += 2 + (flags & 8 != 0 ? 8 : 0) + (flags & 1 != 0 ? 4 : 0) + 1
      guard flags & 1 == 0, input <= source.count else { return false }
      let start = output
      while true {
        guard let size = word() else { return false }
        if size == 0 { break }
        let length = size & 0x7FFF_FFFF
        guard length <= source.count - input else { return false }
        let block = UnsafeRawBufferPointer(rebasing: source[input..<input + length])
        let room = UnsafeMutableRawBufferPointer(rebasing: target[output...])
        if size >> 31 == 1 {
          guard length <= room.count else { return false }
          room.copyMemory(from: block)
          output += length
        } else {
          let before = flags & 0x20 == 0 ? output - start : 0
          guard let written = LZ4Block.decompress(block, into: room, prefix: before) else { return false }
          output += written
        }
        input += length
        if flags & 0x10 != 0 { input += 4 }
      }
      if flags & 4 != 0 { input += 4 }
    }
    return input == source.count && output == target.count
  }
}
