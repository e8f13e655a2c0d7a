/// The distinct values of a column of a row group, in the order in which they come first, and for each value its number
/// among them.
struct ColumnDictionary {
  /// For each distinct value the first that is it.
  private(set) var first: [Int] = []
  private(set) var indices: [UInt32] = []
  /// How many bits a number has.
  var width: Int { RunDecoder.width(for: first.count - 1) }
  /// Whether it is so much smaller than the values that nobody need try whether it pays.
  let paysSurely: Bool

  /// How many bytes the distinct values may have.
  private static let largest = 1 << 20

  /// nil where a dictionary cannot pay: the values differ.
  init?(_ column: WriterColumn) {
    guard column.storage != .bool, column.shape.kind != .null, !column.shape.isPlain, column.values.count > 1 else {
      return nil
    }
    let count = column.values.count
    let plain = column.storage == .bytes ? column.bytes.count + 4 * count : column.storage.width * count
    let most = min(Self.largest, plain * 3 / 4)
    var slots = [UInt32](repeating: 0, count: 1 << 12)
    indices.reserveCapacity(count)
    var size = 0
    for index in 0..<count {
      if first.count * 2 > slots.count { slots = Self.grown(slots, first, column) }
      var slot = Self.hash(column, index) & (slots.count - 1)
      while slots[slot] != 0, !Self.isEqual(column, first[Int(slots[slot]) - 1], index) {
        slot = (slot + 1) & (slots.count - 1)
      }
      if slots[slot] == 0 {
        size += column.plainSize(index)
        guard size <= most else { return nil }
        first.append(index)
        slots[slot] = UInt32(first.count)
      }
      indices.append(slots[slot] - 1)
    }
    let whole = size + count * RunDecoder.width(for: first.count - 1) / 8
    guard whole <= plain else { return nil }
    paysSurely = whole <= plain / 16
  }

  private static func grown(_ slots: [UInt32], _ first: [Int], _ column: WriterColumn) -> [UInt32] {
    var larger = [UInt32](repeating: 0, count: slots.count * 4)
    for (number, index) in first.enumerated() {
      var slot = hash(column, index) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = UInt32(number + 1)
    }
    return larger
  }

  /// FNV-1a, of which the high half is folded in: nothing depends on it but where values are looked for.
  private static func hash(_ column: WriterColumn, _ index: Int) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    if column.storage == .bytes {
      let range = column.range(index)
      column.bytes.withUnsafeBufferPointer {
        for place in range { hash = (hash ^ UInt64($0[place])) &* 0x100_0000_01B3 }
      }
    } else {
      hash = UInt64(bitPattern: Int64(column.values[index])) &* 0x9E37_79B9_7F4A_7C15
    }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  private static func isEqual(_ column: WriterColumn, _ one: Int, _ other: Int) -> Bool {
    guard column.storage == .bytes else { return column.values[one] == column.values[other] }
    return column.bytes[column.range(one)].elementsEqual(column.bytes[column.range(other)])
  }
}
