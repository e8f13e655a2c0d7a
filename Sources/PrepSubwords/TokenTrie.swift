package import PrepBytePairEncoding

/// Texts and their tokens, found byte by byte.
///
/// Edges lie in one table under a hash of node and byte, so that a step costs a look into memory or two and building
/// costs little.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
package final class TokenTrie: @unchecked Sendable {
  /// No node, or no token.
  package static let none: UInt32 = .max
  /// Where every text begins.
  package static let root: UInt32 = 0

  private let slots: UnsafeMutablePointer<UInt64>
  private let mask: Int
  private let shift: UInt64
  private let roots: UnsafeMutablePointer<UInt32>
  private let values: UnsafeMutablePointer<UInt32>
  /// The length of the longest text, in bytes.
  package let longest: Int
  package let isEmpty: Bool

  /// Takes texts that are not empty; of equal ones the last counts.
  package init(_ entries: [(text: [UInt8], token: Token)]) {
    var edges = 0
    var longest = 0
    for entry in entries {
      edges += entry.text.count
      longest = max(longest, entry.text.count)
    }
    self.longest = longest
    isEmpty = entries.isEmpty
    var bits = 4
    while 1 << bits < edges * 2 { bits += 1 }
    mask = 1 << bits - 1
    shift = UInt64(64 - bits)
    slots = .allocate(capacity: 1 << bits)
    slots.update(repeating: .max, count: 1 << bits)
    roots = .allocate(capacity: 256)
    roots.update(repeating: Self.none, count: 256)
    values = .allocate(capacity: edges + 1)
    values.update(repeating: Self.none, count: edges + 1)
    var nodes: UInt32 = 1
    for entry in entries where !entry.text.isEmpty {
      var node = Self.root
      for (place, byte) in entry.text.enumerated() {
        var next = place == 0 ? roots[Int(byte)] : child(node, byte)
        if next == Self.none {
          next = nodes
          nodes += 1
          if place == 0 { roots[Int(byte)] = next } else { insert(node, byte, next) }
        }
        node = next
      }
      values[Int(node)] = entry.token
    }
  }

  deinit {
    slots.deallocate()
    roots.deallocate()
    values.deallocate()
  }

  private func insert(_ node: UInt32, _ byte: UInt8, _ next: UInt32) {
    let key = UInt64(node) << 8 | UInt64(byte)
    var place = start(key)
    while slots[place] != .max { place = (place + 1) & mask }
    slots[place] = key << 28 | UInt64(next)
  }

  @inline(__always)
  private func start(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift) }

  /// The node behind a byte, or ``none``.
  @inline(__always)
  package func child(_ node: UInt32, _ byte: UInt8) -> UInt32 {
    if node == Self.root { return roots[Int(byte)] }
    let key = UInt64(node) << 8 | UInt64(byte)
    var place = start(key)
    while true {
      let slot = slots[place]
      if slot == .max { return Self.none }
      if slot &>> 28 == key { return UInt32(truncatingIfNeeded: slot & 0xFFF_FFFF) }
      place = (place &+ 1) & mask
    }
  }

  /// The token whose text ends at a node, or ``none``.
  @inline(__always)
  package func token(at node: UInt32) -> UInt32 { values[Int(node)] }

  /// The token with this text; nil when there is none.
  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Token? {
    var node = Self.root
    var position = start
    while position < end {
      node = child(node, text[position])
      if node == Self.none { return nil }
      position &+= 1
    }
    let token = values[Int(node)]
    return token == Self.none || node == Self.root ? nil : token
  }

  /// The token with this text; nil when there is none.
  package func token(for text: some Sequence<UInt8>) -> Token? {
    var node = Self.root
    for byte in text {
      node = child(node, byte)
      if node == Self.none { return nil }
    }
    let token = values[Int(node)]
    return token == Self.none || node == Self.root ? nil : token
  }

  /// The longest text that stands at a position, and how long it is; nil when none does.
  @inline(__always)
  package func longestMatch(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> (token: Token, length: Int)? {
    var node = Self.root
    var found: (Token, Int)?
    var position = start
    while position < text.count {
      node = child(node, text[position])
      if node == Self.none { break }
      position &+= 1
      let token = values[Int(node)]
      if token != Self.none { found = (token, position &- start) }
    }
    return found
  }
}
