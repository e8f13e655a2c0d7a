import CKernels

/// Gives the bytes of tokens.
package struct BytePairDecoder: Sendable {
  package let tokens: TokenBytes
  /// So many tokens are decoded before room is made for more.
  private static let blockTokens = 512

  package init(_ tokens: TokenBytes) { self.tokens = tokens }

  /// Appends the bytes of tokens; ids outside the vocabulary give none.
  ///
  /// - Parameter skipsSpecialTokens: Whether special tokens give no bytes either.
  package func decode(_ ids: UnsafeBufferPointer<Token>, skipsSpecialTokens: Bool, into bytes: inout [UInt8]) {
    var position = 0
    while position < ids.count {
      let end = min(ids.count, position + Self.blockTokens)
      let block = UnsafeBufferPointer(rebasing: ids[position..<end])
      // Room for the longest tokens: adding up the lengths first would wait for memory twice.
      bytes.append(addingCapacity: block.count * tokens.longest + 16) { span in
        span.withUnsafeMutableBufferPointer { buffer, count in
          count = buffer.baseAddress.map { write(block, skipsSpecialTokens, to: $0) } ?? 0
        }
      }
      position = end
    }
  }

  /// Writes the bytes of tokens and returns their number; sixteen bytes beyond them may be overwritten.
  @inline(__always)
  private func write(_ ids: UnsafeBufferPointer<Token>, _ skips: Bool, to start: UnsafeMutablePointer<UInt8>) -> Int {
    var target = start
    let count = tokens.count
    let places = tokens.packedPlaces
    let text = UnsafePointer(tokens.bytes)
    for id in ids where Int(id) < count {
      if skips, tokens.isSpecial(id) { continue }
      let place = places[Int(id)]
      var length = Int(place & 0xFF)
      if length <= 16 {
        let source = UnsafeRawPointer(text + Int(place >> 8))
        UnsafeMutableRawPointer(target).storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      } else if let bytes = tokens.bytes(of: id), let source = bytes.baseAddress {
        target.update(from: source, count: bytes.count)
        length = bytes.count
      }
      target += length
    }
    return target - start
  }
}
