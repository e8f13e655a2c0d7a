/// Digests that guard nothing and only name things, as the caches of other programs do.
package enum InsecureDigest {
  /// The SHA-1 (FIPS 180-4, 6.1) of some bytes, as 40 lower-case hexadecimal digits.
  package static func sha1Hex(_ bytes: [UInt8]) -> String {
    var words: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    // A one, zeros up to a whole number of blocks, and the number of bits.
    var message = bytes + [0x80]
    message += [UInt8](repeating: 0, count: (120 - message.count % 64) % 64)
    message += bigEndian(UInt64(bytes.count) * 8)
    for block in stride(from: 0, to: message.count, by: 64) { add(message[block..<block + 64], to: &words) }
    return SHA256Digest.hexadecimal(words.flatMap { bigEndian($0) })
  }

  private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }

  private static func add(_ block: ArraySlice<UInt8>, to words: inout [UInt32]) {
    var schedule = (0..<16).map { index in
      block[(block.startIndex + 4 * index)...].prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for t in 16..<80 {
      schedule.append(rotated(schedule[t - 3] ^ schedule[t - 8] ^ schedule[t - 14] ^ schedule[t - 16], 1))
    }
    var (a, b, c, d, e) = (words[0], words[1], words[2], words[3], words[4])
    for t in 0..<80 {
      let (mixed, constant): (UInt32, UInt32) =
        switch t {
        case ..<20: (b & c ^ ~b & d, 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: (b & c ^ b & d ^ c & d, 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = rotated(a, 5) &+ mixed &+ e &+ constant &+ schedule[t]
      (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
    }
    for (index, word) in [a, b, c, d, e].enumerated() { words[index] &+= word }
  }
}
