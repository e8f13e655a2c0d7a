import CKernels

/// What a text says, word by word and sign by sign, however it is written otherwise: two texts with the same words of
/// ``WordStream`` have the same digest. Guards against nothing but chance.
package enum WordDigest {
  /// The digest of a text in UTF-8; nil where it has neither word nor sign.
  package static func of(_ text: UnsafeBufferPointer<UInt8>) -> ContentDigest? {
    guard let base = text.baseAddress, text.count > 0 else { return nil }
    var scan = prep_word_scan()
    scan.text = base
    scan.count = text.count
    scan.tables = WordTables.shared
    // So many words stay in the nearest cache.
    return withUnsafeTemporaryAllocation(of: prep_word.self, capacity: 1024) { words in
      guard let target = words.baseAddress else { return nil }
      var (low, high, count) = (UInt64(0x9FB2_1C65_1E98_DF25), UInt64(0xD6E8_FEB8_6659_FD93), 0)
      while scan.done == 0 {
        // SAFETY: the kernel writes 1024 words at most, and all that it counts.
        let found = prep_words(&scan, target, 1024)
        for index in 0..<found {
          low = mix(low ^ target[index].hash)
          high = mix(high &+ target[index].hash)
        }
        count += found
      }
      return count == 0 ? nil : ContentDigest(high: high, low: low)
    }
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low ^ value.byteSwapped
  }
}
