import CKernels

/// Gives the bytes of tokens.
package struct BytePairDecoder: Sendable {
  package let tokens: TokenBytes

  package init(_ tokens: TokenBytes) { self.tokens = tokens }

  /// Appends the bytes of tokens; ids outside the vocabulary give none.
  ///
  /// - Parameter skipsSpecialTokens: Whether special tokens give no bytes either.
  package func decode(_ ids: UnsafeBufferPointer<Token>, skipsSpecialTokens: Bool, into bytes: inout [UInt8]) {
    var position = 0
    while position < ids.count {
      let end = min(ids.count, position + 4096)
      let block = UnsafeBufferPointer(rebasing: ids[position..<end])
      var total = 0
      for id in block { total &+= tokens.length(of: id) }
      let written = bytes.count
      _ = written
      let chunk = [UInt8](unsafeUninitializedCapacity: total + 16) { buffer, count in
        count = buffer.baseAddress.map { write(block, skipsSpecialTokens, to: $0) } ?? 0
      }
      bytes.append(contentsOf: chunk)
      position = end
    }
  }

  /// Writes the bytes of tokens and returns their number; sixteen bytes beyond them may be overwritten.
  @inline(__always)
  private func write(_ ids: UnsafeBufferPointer<Token>, _ skips: Bool, to start: UnsafeMutablePointer<UInt8>) -> Int {
    var target = start
    let count = tokens.count
    for id in ids where Int(id) < count {
      let place = tokens.places[Int(id)]
      let length = Int(place.length & ~TokenBytes.specialFlag)
      if skips, place.length & TokenBytes.specialFlag != 0 { continue }
      let source = tokens.bytes + Int(place.start)
      if length <= 16 {
        UnsafeMutableRawPointer(target).storeBytes(
          of: UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
      } else {
        target.update(from: source, count: length)
      }
      target += length
    }
    return target - start
  }
}
