import PrepBytes
import PrepContents
import PrepOrdering

/// Sorts texts once for each epoch, in bounded memory; of a part of the result no more than that.
final class EpochSorter {
  private let order: PlaceOrder
  private let part: InputPart?
  private let memory: Int
  private var first: KeyedSorter?
  /// All texts with their marks, where they are sorted more than once.
  private var spool: TemporaryStore?
  private var epoch = 0
  private var marks = 0

  init(_ order: PlaceOrder, part: InputPart?, memory: Int) {
    self.order = order
    self.part = part
    self.memory = memory
    first = KeyedSorter(memory: memory)
  }

  /// Adds a text.
  ///
  /// - Parameter isShared: Whether other texts may have the same mark, and stay beside this one in the order in which they
  ///   come.
  func append(_ mark: OrderMark, isShared: Bool, _ text: UnsafeRawBufferPointer) throws {
    if let first { try add(mark, isShared, text, to: first, epoch: 0) }
    guard order.epochs > 1 else { return }
    let spool = try spool ?? TemporaryStore()
    self.spool = spool
    var head = (mark.high, mark.low, UInt64(text.count) << 1 | (isShared ? 1 : 0))
    try withUnsafeBytes(of: &head) { try spool.write($0) }
    try spool.write(text)
    marks += 1
  }

  /// The texts of the next epoch in their order; nil behind the last one.
  func nextEpoch() throws -> SortedTexts? {
    defer { epoch += 1 }
    if epoch == 0 {
      defer { first = nil }
      return try first?.sorted()
    }
    guard epoch < order.epochs else { return nil }
    let sorter = KeyedSorter(memory: memory)
    guard let spool else { return try sorter.sorted() }
    var reader = TemporaryReader(spool)
    var text: [UInt8] = []
    for _ in 0..<marks {
      var head: (UInt64, UInt64, UInt64) = (0, 0, 0)
      guard try withUnsafeMutableBytes(of: &head, { try reader.read(exactly: $0) }) else { break }
      let count = Int(head.2 >> 1)
      if text.count < count { text = [UInt8](repeating: 0, count: max(count, min(text.count * 2, 1 << 20))) }
      if count > 0 {
        _ = try text.withUnsafeMutableBytes {
          try reader.read(exactly: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]))
        }
      }
      try text.withUnsafeBytes {
        try add(
          OrderMark(high: head.0, low: head.1), head.2 & 1 == 1, UnsafeRawBufferPointer(rebasing: $0[..<count]),
          to: sorter, epoch: epoch)
      }
    }
    return try sorter.sorted()
  }

  /// Calls a closure with the texts of each epoch.
  func forEachEpoch(_ body: (SortedTexts) throws -> Void) throws {
    while let texts = try nextEpoch() { try body(texts) }
  }

  private func add(
    _ mark: OrderMark, _ isShared: Bool, _ text: UnsafeRawBufferPointer, to sorter: KeyedSorter, epoch: Int
  ) throws {
    let key = order.key(mark, epoch: epoch)
    if let part, order.part(ofKey: key, epoch: epoch, parts: part.count) != part.index { return }
    // Texts of one mark keep the order in which they came, and no other stands between them.
    try sorter.append(SortKey(key, isShared ? mark.high ^ Chance.mixed(mark.low) : 0), text)
  }
}
