package import PrepBytePairEncoding

/// Texts and their tokens, found byte by byte.
///
/// Edges lie in one table under a hash of node and byte, so that building costs little. Where much is looked for, a
/// compact one costs a single look into less memory a step.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
package final class TokenTrie: @unchecked Sendable {
  /// No token.
  @inline(__always)
  package static var none: UInt32 { .max }

  /// A place in the tree: its number, or what the compact table says of it.
  package typealias Node = UInt64

  /// What a byte that no text goes on with leads to.
  @inline(__always)
  package static var nowhere: Node { .max }

  private let slots: UnsafeMutablePointer<UInt64>?
  private let mask: Int
  private let shift: UInt64
  private let roots: UnsafeMutablePointer<UInt32>?
  private let values: UnsafeMutablePointer<UInt32>?
  private let compact: CompactTrie?
  private let units: UnsafePointer<UInt64>?
  /// Where every text begins.
  package let root: Node
  /// The length of the longest text, in bytes.
  package let longest: Int
  package let isEmpty: Bool
  private let nodes: Int

  /// Takes texts that are not empty; of equal ones the last counts.
  package init(_ entries: [(text: [UInt8], token: Token)]) {
    var building = Building(texts: entries.count)
    for entry in entries where !entry.text.isEmpty {
      entry.text.withUnsafeBufferPointer { building.add($0, entry.token) }
    }
    longest = building.longest
    isEmpty = entries.isEmpty
    (slots, roots, values) = (building.slots, building.roots, building.values)
    mask = 1 << building.bits - 1
    shift = UInt64(64 - building.bits)
    (compact, units, root) = (nil, nil, 0)
    nodes = building.nodes
  }

  /// The tables while texts are added. They grow with the nodes, which texts share.
  private struct Building {
    var slots: UnsafeMutablePointer<UInt64>
    let roots: UnsafeMutablePointer<UInt32>
    var values: UnsafeMutablePointer<UInt32>
    var bits = 6
    var nodes = 1
    var longest = 0

    init(texts: Int) {
      while 1 << bits < texts * 4 { bits += 1 }
      slots = .allocate(capacity: 1 << bits)
      slots.update(repeating: .max, count: 1 << bits)
      roots = .allocate(capacity: 256)
      roots.update(repeating: TokenTrie.none, count: 256)
      // One for the root, and half of the slots stay free.
      values = .allocate(capacity: 1 << (bits - 1) + 1)
      values.update(repeating: TokenTrie.none, count: 1 << (bits - 1) + 1)
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ token: Token) {
      longest = max(longest, text.count)
      var node: UInt32 = 0
      for (place, byte) in text.enumerated() {
        let shift = UInt64(64 - bits)
        var next =
          place == 0 ? roots[Int(byte)] : TokenTrie.child(slots, 1 << bits - 1, shift, node, byte)
        if next == TokenTrie.none {
          next = UInt32(nodes)
          if nodes > 1 << (bits - 1) { grow() }
          nodes += 1
          if place == 0 { roots[Int(byte)] = next } else { insert(UInt64(node) << 8 | UInt64(byte), next) }
        }
        node = next
      }
      values[Int(node)] = token
    }

    private func insert(_ key: UInt64, _ next: UInt32) {
      let mask = 1 << bits - 1
      var place = TokenTrie.start(key, UInt64(64 - bits))
      while slots[place] != .max { place = (place + 1) & mask }
      slots[place] = key << 28 | UInt64(next)
    }

    private mutating func grow() {
      let (oldSlots, oldValues, count) = (slots, values, 1 << bits)
      bits += 1
      slots = .allocate(capacity: 1 << bits)
      slots.update(repeating: .max, count: 1 << bits)
      for place in 0..<count where oldSlots[place] != .max {
        insert(oldSlots[place] >> 28, UInt32(truncatingIfNeeded: oldSlots[place] & 0xFFF_FFFF))
      }
      values = .allocate(capacity: 1 << (bits - 1) + 1)
      values.update(repeating: TokenTrie.none, count: 1 << (bits - 1) + 1)
      values.update(from: oldValues, count: nodes)
      oldSlots.deallocate()
      oldValues.deallocate()
    }
  }

  /// The same in a compact table; itself where there is none for so many texts.
  package func compacted() -> TokenTrie {
    guard let slots, let roots, let values else { return self }
    var edges: [CompactTrie.Edge] = []
    edges.reserveCapacity(nodes)
    for byte in 0..<256 where roots[byte] != Self.none {
      edges.append(CompactTrie.Edge(from: 0, to: roots[byte], byte: UInt8(byte)))
    }
    for place in 0...mask where slots[place] != .max {
      let key = slots[place] >> 28
      edges.append(
        CompactTrie.Edge(
          from: UInt32(key >> 8), to: UInt32(truncatingIfNeeded: slots[place] & 0xFFF_FFFF),
          byte: UInt8(truncatingIfNeeded: key)))
    }
    return CompactTrie(edges, nodes: nodes, values: values).map { TokenTrie(self, $0) } ?? self
  }

  private init(_ other: TokenTrie, _ compact: CompactTrie) {
    (slots, roots, values) = (nil, nil, nil)
    (mask, shift) = (0, 0)
    self.compact = compact
    units = UnsafePointer(compact.units)
    root = compact.units[CompactTrie.rootPlace]
    longest = other.longest
    isEmpty = other.isEmpty
    nodes = other.nodes
  }

  deinit {
    slots?.deallocate()
    roots?.deallocate()
    values?.deallocate()
  }

  @inline(__always)
  private static func start(_ key: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  @inline(__always)
  private static func child(
    _ slots: UnsafeMutablePointer<UInt64>, _ mask: Int, _ shift: UInt64, _ node: UInt32, _ byte: UInt8
  ) -> UInt32 {
    let key = UInt64(node) << 8 | UInt64(byte)
    var place = start(key, shift)
    while true {
      let slot = slots[place]
      if slot == .max { return none }
      if slot &>> 28 == key { return UInt32(truncatingIfNeeded: slot & 0xFFF_FFFF) }
      place = (place &+ 1) & mask
    }
  }

  /// The node behind a byte, or ``nowhere``.
  @inline(__always)
  package func child(_ node: Node, _ byte: UInt8) -> Node {
    if let units {
      let unit = units[Int(truncatingIfNeeded: node &>> 32 & CompactTrie.mostPlaces) ^ Int(byte)]
      return unit &>> 55 == UInt64(byte) &+ 1 ? unit : Self.nowhere
    }
    guard let slots, let roots else { return Self.nowhere }
    let next =
      node == 0 ? roots[Int(byte)] : Self.child(slots, mask, shift, UInt32(truncatingIfNeeded: node), byte)
    return next == Self.none ? Self.nowhere : UInt64(next)
  }

  /// The token whose text ends at a node, or ``none``.
  @inline(__always)
  package func token(at node: Node) -> UInt32 {
    if units != nil { return UInt32(truncatingIfNeeded: node) }
    guard let values else { return Self.none }
    return values[Int(truncatingIfNeeded: node)]
  }

  /// The token with this text; nil when there is none.
  @inline(__always)
  func find(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Token? {
    if start >= end { return nil }
    var node = root
    var position = start
    while position < end {
      node = child(node, text[position])
      if node == Self.nowhere { return nil }
      position &+= 1
    }
    let token = token(at: node)
    return token == Self.none ? nil : token
  }

  /// The token with this text; nil when there is none.
  package func token(for text: some Sequence<UInt8>) -> Token? {
    var node = root
    var isRoot = true
    for byte in text {
      node = child(node, byte)
      if node == Self.nowhere { return nil }
      isRoot = false
    }
    if isRoot { return nil }
    let token = token(at: node)
    return token == Self.none ? nil : token
  }

  /// The longest text that stands at a position, and how long it is; nil when none does.
  @inline(__always)
  package func longestMatch(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> (token: Token, length: Int)? {
    var node = root
    var found: (Token, Int)?
    var position = start
    while position < text.count {
      node = child(node, text[position])
      if node == Self.nowhere { break }
      position &+= 1
      let token = token(at: node)
      if token != Self.none { found = (token, position &- start) }
    }
    return found
  }
}
