import PrepRecords

/// How many different things there are among those that were seen, by hashes of 64 bits.
///
/// Up to 16,384 of them the hashes are kept and the count is exact; beyond, 2^14 registers of HyperLogLog (Flajolet,
/// Fusy, Gandouet, Meunier 2007, https://dmtcs.episciences.org/3545) estimate it, to about 0.8 %. Which of the two it is,
/// and every register, depends on the hashes alone, so that counts of parts add up to that of the whole.
package struct DistinctCount: Sendable, Equatable {
  private static let exactLimit = 1 << 14
  private static let bits = 14

  private var hashes: Set<UInt64> = []
  /// The registers, where there are more hashes than are kept.
  private var registers: [UInt8]?

  /// Nothing yet.
  package init() {}

  /// Whether the count is exact.
  package var isExact: Bool { registers == nil }

  /// Takes the hash of a thing.
  @inline(__always)
  package mutating func add(_ hash: UInt64) {
    if registers != nil { return note(hash) }
    hashes.insert(hash)
    if hashes.count > Self.exactLimit { estimate() }
  }

  private mutating func estimate() {
    registers = [UInt8](repeating: 0, count: 1 << Self.bits)
    for hash in hashes { note(hash) }
    hashes = []
  }

  private mutating func note(_ hash: UInt64) {
    let place = Int(hash >> UInt64(64 - Self.bits))
    let rank = UInt8((hash << UInt64(Self.bits) | 1 << UInt64(Self.bits - 1)).leadingZeroBitCount + 1)
    if let known = registers?[place], known < rank { registers?[place] = rank }
  }

  /// Adds what another one has seen.
  package mutating func add(_ other: DistinctCount) {
    if let more = other.registers {
      if registers == nil { estimate() }
      registers = registers.map { own in zip(own, more).map { max($0, $1) } }
      return
    }
    for hash in other.hashes { add(hash) }
  }

  /// How many different things there are.
  package var count: Int {
    guard let registers else { return hashes.count }
    let size = Double(registers.count)
    // The harmonic mean in whole numbers, multiples of 2^-48: the sum fits 62 bits.
    var sum: UInt64 = 0
    for rank in registers { sum += 1 << UInt64(48 - min(48, Int(rank))) }
    let estimate = 0.7213 / (1 + 1.079 / size) * size * size / (Double(sum) / Double(UInt64(1) << 48))
    let empty = registers.count { $0 == 0 }
    guard estimate <= 2.5 * size, empty > 0 else { return Int(estimate.rounded()) }
    // So many draws leave so many of the registers empty on average: the collector of coupons (linear counting).
    return Int((size * (empty + 1...registers.count).reduce(0.0) { $0 + 1 / Double($1) }).rounded())
  }

  // MARK: JSON

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if let registers {
      writer.key("registers")
      writer.ints(registers)
    } else {
      writer.key("hashes")
      writer.ints(hashes.sorted())
    }
    writer.endObject()
  }

  /// Reads what ``write(to:)`` wrote; nil for anything else.
  init?(_ view: JSONView) {
    if let list = view["registers"] {
      let ranks = list.elements.compactMap { $0.int.flatMap(UInt8.init(exactly:)) }
      guard ranks.count == 1 << Self.bits, list.count == ranks.count else { return nil }
      registers = ranks
      return
    }
    guard let list = view["hashes"], list.kind == .array else { return nil }
    for element in list.elements {
      guard let hash = element.withUnsafeBytes({ UInt64(String(decoding: $0, as: UTF8.self)) }) else { return nil }
      hashes.insert(hash)
    }
    if hashes.count > Self.exactLimit { return nil }
  }
}
