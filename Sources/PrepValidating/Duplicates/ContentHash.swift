import PrepRecords

/// A 128-bit fingerprint of bytes, to find equal ones. It guards against nothing but chance.
struct ContentHash: Sendable, Hashable {
  var low: UInt64
  var high: UInt64

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The fingerprint of some bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) {
    var first = seed ^ 0x9E37_79B9_7F4A_7C15
    // The length in all bits: in its low ones alone it would be undone by a bit of the text.
    var second = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xC2B2_AE3D_27D4_EB4F
    guard let base = bytes.baseAddress else {
      self.init(low: first, high: second)
      return
    }
    // SAFETY: each load lies in the bytes, by their count.
    let raw = UnsafeRawPointer(base)
    var index = 0
    if bytes.count >= 128 {
      // Two more chains, so that the products of one block need not wait for those of the one before.
      var third = first ^ 0x2D35_8DCC_AA6C_78A5
      var fourth = second ^ 0x4B33_A62E_D433_D4A3
      while index + 64 <= bytes.count {
        let word = { raw.loadUnaligned(fromByteOffset: index + $0, as: UInt64.self) }
        first = Self.mix(first ^ word(0), 0xA076_1D64_78BD_642F ^ word(8))
        second = Self.mix(second ^ word(16), 0xE703_7ED1_A0B4_28DB ^ word(24))
        third = Self.mix(third ^ word(32), 0xA076_1D64_78BD_642F ^ word(40))
        fourth = Self.mix(fourth ^ word(48), 0xE703_7ED1_A0B4_28DB ^ word(56))
        index += 64
      }
      first = Self.mix(first, 0x8EBC_6AF0_9C88_C6E3 ^ third)
      second = Self.mix(second, 0x5899_65CC_7537_4CC3 ^ fourth)
    }
    while index + 32 <= bytes.count {
      let a = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let b = raw.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
      let c = raw.loadUnaligned(fromByteOffset: index + 16, as: UInt64.self)
      let d = raw.loadUnaligned(fromByteOffset: index + 24, as: UInt64.self)
      first = Self.mix(first ^ a, 0xA076_1D64_78BD_642F ^ b)
      second = Self.mix(second ^ c, 0xE703_7ED1_A0B4_28DB ^ d)
      index += 32
    }
    while index + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      first = Self.mix(first ^ word, 0x8EBC_6AF0_9C88_C6E3)
      second = Self.mix(second &+ word, 0x5899_65CC_7537_4CC3)
      index += 8
    }
    var word: UInt64 = 0
    while index < bytes.count {
      word = word << 8 | UInt64(base[index])
      index += 1
    }
    first = Self.mix(first ^ word, 0x1D8E_4E27_C47D_124F)
    second = Self.mix(second &+ word, 0xEB44_ACCA_B455_D165)
    self.init(
      low: Self.mix(first, second ^ 0x9FB2_1C65_1E98_DF25),
      high: Self.mix(second ^ 0xD6E8_FEB8_6659_FD93, first &+ 0x165667B1_9E3779F9))
  }

  /// The fingerprint of this one and another, in this order.
  func joined(_ other: ContentHash) -> ContentHash {
    ContentHash(
      low: Self.mix(low ^ other.low, 0xA076_1D64_78BD_642F ^ other.high),
      high: Self.mix(high &+ other.high, 0xE703_7ED1_A0B4_28DB ^ other.low))
  }

  /// Both halves of a product, folded, and one factor kept so that a zero does not swallow the other.
  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low ^ left.byteSwapped
  }
}
