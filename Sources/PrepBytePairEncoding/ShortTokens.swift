import PrepSystem

/// The bytes of the short tokens of a vocabulary by id, each in sixteen of its own: decoding one touches memory once.
///
/// SAFETY of `@unchecked Sendable`: slots are written by `init` alone.
final class ShortTokens: @unchecked Sendable {
  /// Length byte of a slot whose ID has no token, or a token longer than 15 bytes.
  static let other: UInt8 = 0xFF
  /// The most bytes a short token has.
  static let longest = 15

  /// A token's bytes, and behind the fifteenth how many there are.
  let slots: UnsafeMutablePointer<SIMD16<UInt8>>
  private let memory: PageMemory

  init(_ tokens: TokenBytes) {
    memory = PageMemory(byteCount: 16 * tokens.count)
    // SAFETY: pages with sixteen bytes for each token, aligned for every type; `TokenBytes` keeps sixteen bytes
    // readable from the start of any token on.
    slots = memory.base.assumingMemoryBound(to: SIMD16<UInt8>.self)
    for id in 0..<tokens.count {
      var slot = SIMD16<UInt8>()
      slot[15] = Self.other
      if let bytes = tokens.bytes(of: Token(id)), let source = bytes.baseAddress, bytes.count <= Self.longest {
        // Sixteen bytes are readable from any token's start on.
        slot = UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
        slot[15] = UInt8(bytes.count)
      }
      slots[id] = slot
    }
  }
}
