internal import PrepBytePairEncoding

/// The table of a tree of bytes in which a step is one look: a double array (Aoe 1989), whose children lie where the
/// base of their parent and their byte, by exclusive or, say.
///
/// A unit is the token that ends there (32 bits), its base (23) and its byte plus one (9), 0 in a free one. No two
/// nodes have the same base, so that the byte tells whether a unit is a node's child.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made.
final class CompactTrie: @unchecked Sendable {
  struct Edge {
    var from: UInt32
    var to: UInt32
    var byte: UInt8
  }

  static var mostPlaces: UInt64 { 1 << 23 - 1 }
  /// Where the root lies. In the first block nothing else does: it is the base of nodes without children.
  static let rootPlace = 0
  /// So many blocks are looked through for free places.
  private static let openBlocks = 16

  private(set) var units: UnsafeMutablePointer<UInt64>
  private var capacity: Int

  /// nil where the tree is too large.
  ///
  /// - Parameter values: The token of each node.
  init?(_ edges: [Edge], nodes: Int, values: UnsafePointer<UInt32>) {
    capacity = 512
    units = .allocate(capacity: capacity)
    units.update(repeating: 0, count: capacity)
    guard nodes < 1 << 22 else { return nil }
    // The children of a node lie side by side.
    var starts = [Int32](repeating: 0, count: nodes + 1)
    for edge in edges { starts[Int(edge.from) + 1] += 1 }
    for node in 0..<nodes { starts[node + 1] += starts[node] }
    var children = [(byte: UInt8, node: UInt32)](repeating: (0, 0), count: edges.count)
    var filled = starts
    for edge in edges {
      children[Int(filled[Int(edge.from)])] = (edge.byte, edge.to)
      filled[Int(edge.from)] += 1
    }
    var free = FreePlaces()
    free.addBlock(256)
    var pending: [(node: UInt32, place: Int)] = [(0, Self.rootPlace)]
    units[Self.rootPlace] = UInt64(values[0])
    while let (node, place) = pending.popLast() {
      let own = children[Int(starts[Int(node)])..<Int(starts[Int(node) + 1])]
      if own.isEmpty { continue }
      let base = free.base(for: own.lazy.map(\.byte))
      while free.count > capacity { grow() }
      guard base <= Int(Self.mostPlaces) else { return nil }
      units[place] |= UInt64(base) << 32
      for child in own {
        let at = base ^ Int(child.byte)
        free.take(at)
        units[at] = UInt64(values[Int(child.node)]) | (UInt64(child.byte) + 1) << 55
        pending.append((child.node, at))
      }
    }
  }

  deinit { units.deallocate() }

  private func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
    larger.update(from: units, count: capacity)
    (larger + capacity).update(repeating: 0, count: capacity)
    units.deallocate()
    units = larger
    capacity *= 2
  }

  /// The places that no node has, of the last blocks of 256, and the bases that no node has.
  private struct FreePlaces {
    /// How many places there are.
    private(set) var count = 256
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var isTaken: [Bool] = []
    private var isBase: [Bool] = []
    private var head = -1

    init() {
      next = [Int32](repeating: -1, count: 256)
      previous = next
      isTaken = [Bool](repeating: true, count: 256)
      isBase = [Bool](repeating: true, count: 256)
    }

    mutating func addBlock(_ start: Int) {
      for place in start..<start + 256 {
        next.append(Int32(place + 1))
        previous.append(Int32(place - 1))
        isTaken.append(false)
        isBase.append(false)
      }
      next[start + 255] = Int32(head)
      previous[start] = -1
      if head >= 0 { previous[head] = Int32(start + 255) }
      head = start
      count += 256
      // What is left of an old block is not looked at again.
      let old = start - 256 * CompactTrie.openBlocks
      if old >= 256 { for place in old..<old + 256 where !isTaken[place] { take(place) } }
    }

    mutating func take(_ place: Int) {
      isTaken[place] = true
      let (before, after) = (previous[place], next[place])
      if before >= 0 { next[Int(before)] = after } else { head = Int(after) }
      if after >= 0 { previous[Int(after)] = before }
    }

    /// A base that is free, as are the places of these children.
    mutating func base(for bytes: some Collection<UInt8>) -> Int {
      guard let first = bytes.first else { return 0 }
      var place = head
      var tries = 0
      while place >= 0, tries < 48 {
        let base = place ^ Int(first)
        if !isBase[base], bytes.allSatisfy({ !isTaken[base ^ Int($0)] }) {
          isBase[base] = true
          return base
        }
        place = Int(next[place])
        tries += 1
      }
      addBlock(count)
      let base = (count - 256) ^ Int(first)
      isBase[base] = true
      return base
    }
  }
}
