import CKernels

/// Words one after the other, each behind its length.
final class ByteArena {
  private var base: UnsafeMutableRawPointer
  private(set) var capacity = 1 << 12
  private var count = 0

  init() { base = .allocate(byteCount: capacity, alignment: 16) }

  deinit { base.deallocate() }

  /// Adds a word and says where it is.
  func append(_ word: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let place = count
    let needed = count + 8 + length
    if needed > capacity {
      capacity = max(needed, capacity + capacity / 2)
      let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      moved.copyMemory(from: base, byteCount: count)
      base.deallocate()
      base = moved
    }
    base.storeBytes(of: UInt64(length), toByteOffset: place, as: UInt64.self)
    (base + place + 8).copyMemory(from: word, byteCount: length)
    count = needed
    return place
  }

  /// Asks for the word at a place.
  @inline(__always)
  func prefetch(_ place: Int) { prep_prefetch(base + place) }

  /// The word at a place; valid until the next one is added.
  ///
  /// SAFETY: a place is what `append` gave: a length of eight bytes and as many bytes behind it.
  func word(at place: Int) -> UnsafeBufferPointer<UInt8> {
    let length = Int(base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    return UnsafeBufferPointer(start: (base + place + 8).assumingMemoryBound(to: UInt8.self), count: length)
  }
}
