import CKernels

/// Gives the bytes of tokens.
package struct BytePairDecoder: Sendable {
  package let tokens: TokenBytes
  /// So many tokens are decoded before room is made for more.
  private static let blockTokens = 512
  /// For fewer tokens the table of short ones is not worth making.
  private static let fewTokens = 1 << 13

  package init(_ tokens: TokenBytes) { self.tokens = tokens }

  /// Appends the bytes of tokens; ids outside the vocabulary give none.
  ///
  /// - Parameter skipsSpecialTokens: Whether special tokens give no bytes either.
  package func decode(_ ids: UnsafeBufferPointer<Token>, skipsSpecialTokens: Bool, into bytes: inout [UInt8]) {
    if ids.count < Self.fewTokens {
      for id in ids where !skipsSpecialTokens || !tokens.isSpecial(id) {
        if let text = tokens.bytes(of: id) { bytes.append(contentsOf: text) }
      }
      return
    }
    let short = tokens.shortTokens
    var position = 0
    while position < ids.count {
      let end = min(ids.count, position + Self.blockTokens)
      let block = UnsafeBufferPointer(rebasing: ids[position..<end])
      // Room for the longest tokens: adding up the lengths first would wait for memory twice.
      bytes.append(addingCapacity: block.count * tokens.longest + 16) { span in
        span.withUnsafeMutableBufferPointer { buffer, count in
          count = buffer.baseAddress.map { write(block, short, skipsSpecialTokens, to: $0) } ?? 0
        }
      }
      position = end
    }
  }

  /// Writes the bytes of tokens and returns their number; sixteen bytes beyond them may be overwritten.
  @inline(__always)
  private func write(
    _ ids: UnsafeBufferPointer<Token>, _ short: ShortTokens, _ skips: Bool, to start: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var target = start
    let count = tokens.count
    let slots = UnsafeRawPointer(short.slots)
    for id in ids where Int(id) < count {
      if skips, tokens.isSpecial(id) { continue }
      // SAFETY: the id is below the number of tokens, each of which has sixteen bytes in the table.
      let slot = slots + Int(id) &* 16
      UnsafeMutableRawPointer(target).storeBytes(of: slot.load(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      let length = slot.load(fromByteOffset: 15, as: UInt8.self)
      if length != ShortTokens.other {
        target += Int(length)
      } else if let bytes = tokens.bytes(of: id), let source = bytes.baseAddress {
        target.update(from: source, count: bytes.count)
        target += bytes.count
      }
    }
    return target - start
  }
}
