import PrepBytes
import PrepContents

/// A source of a mixture: everything it has, kept in a temporary file, and given in as many passes as are wanted, each in
/// an order of its own.
package final class MixtureSource {
  private let order: PlaceOrder
  private let memory: Int
  private var spool: TemporaryStore?
  /// How many records there are, and their sizes.
  package private(set) var records = 0
  package private(set) var size = 0

  /// What is given: whole passes, then the first records of one more.
  private var wholePasses = 0
  private var restRecords = 0
  /// The sizes of all that is given.
  package private(set) var given = 0
  /// How many records are given.
  package var givenRecords: Int { wholePasses * records + restRecords }

  private var pass = 0
  private var texts: SortedTexts?
  private var left = 0
  private var before = 0
  /// The number of the record at hand among all that are given.
  private var number = -1
  private var text: [UInt8] = []
  /// Where the record at hand stands; nil behind the last.
  package private(set) var place: EvenPlace?

  /// - Parameters:
  ///   - seed: That of the mixture.
  ///   - number: Which of its sources this one is.
  ///   - memory: The most bytes to hold.
  package init(seed: UInt64, number: Int, memory: Int) {
    order = PlaceOrder(seed: Chance.mixed(seed, UInt64(number)))
    self.memory = memory
  }

  /// Adds a record.
  package func append(_ mark: OrderMark, size: Int, _ text: UnsafeRawBufferPointer) throws {
    let spool = try spool ?? TemporaryStore()
    self.spool = spool
    var head = (mark.high, mark.low, UInt64(size), UInt64(text.count))
    try withUnsafeBytes(of: &head) { try spool.write($0) }
    try spool.write(text)
    records += 1
    self.size += size
  }

  /// Chooses whole passes, and the beginning of one more, whose sizes come nearest to what is wanted.
  package func choose(wanted: Double) throws {
    (wholePasses, restRecords, given) = (0, 0, 0)
    guard size > 0 else { return }
    while wanted - Double(given) >= Double(size) {
      wholePasses += 1
      given += size
    }
    var prefix = NearestPrefix(wanted: wanted - Double(given))
    guard prefix.wanted > 0 else { return }
    let keys = SortedEntries(memory: memory)
    var number: UInt64 = 0
    try forEach { mark, size, _ in
      let key = ContentDigest(high: order.key(mark, epoch: wholePasses), low: number)
      try keys.append(SortedEntry(key, number: UInt64(size)))
      number += 1
    }
    try keys.forEach { entry in if prefix.take(Int(entry.number)) { restRecords += 1 } }
    given += prefix.got
  }

  /// Goes to the first record that is given.
  package func start() throws {
    (pass, before, number) = (0, 0, -1)
    try beginPass()
    try advance()
  }

  /// Goes to the next record that is given.
  package func advance() throws {
    while left == 0 {
      pass += 1
      if pass > wholePasses {
        (place, texts) = (nil, nil)
        return
      }
      try beginPass()
    }
    left -= 1
    number += 1
    text.removeAll(keepingCapacity: true)
    _ = try texts?.next { text.append(contentsOf: $0) }
    // SAFETY: every text was written behind eight bytes; see `beginPass`.
    let size = text.withUnsafeBytes { Int(UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) }
    place = EvenPlace(before: before, size: size, total: given)
    before += size
  }

  /// Calls a closure with the record at hand: its number among all that the source gives, and its text.
  package func withRecord<Result>(_ body: (Int, UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try text.withUnsafeBytes {
      try body(number, UnsafeRawBufferPointer(rebasing: $0[MemoryLayout<UInt64>.size...]))
    }
  }

  private func beginPass() throws {
    left = pass < wholePasses ? records : pass == wholePasses ? restRecords : 0
    texts = nil
    guard left > 0 else { return }
    let sorter = KeyedSorter(memory: memory)
    var sized: [UInt8] = []
    try forEach { mark, size, text in
      sized.removeAll(keepingCapacity: true)
      withUnsafeBytes(of: UInt64(size).littleEndian) { sized.append(contentsOf: $0) }
      sized.append(contentsOf: text)
      try sized.withUnsafeBytes { try sorter.append(SortKey(order.key(mark, epoch: pass)), $0) }
    }
    texts = try sorter.sorted()
  }

  /// Everything that was added, in order.
  private func forEach(_ body: (OrderMark, Int, UnsafeRawBufferPointer) throws -> Void) throws {
    guard let spool else { return }
    var reader = TemporaryReader(spool)
    var text: [UInt8] = []
    for _ in 0..<records {
      var head: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
      guard try withUnsafeMutableBytes(of: &head, { try reader.read(exactly: $0) }) else { return }
      let count = Int(head.3)
      if text.count < count { text = [UInt8](repeating: 0, count: max(count, min(text.count * 2, 1 << 20))) }
      if count > 0 {
        _ = try text.withUnsafeMutableBytes {
          try reader.read(exactly: UnsafeMutableRawBufferPointer(rebasing: $0[..<count]))
        }
      }
      try text.withUnsafeBytes {
        try body(OrderMark(high: head.0, low: head.1), Int(head.2), UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
    }
  }
}

/// Sources merged evenly.
package final class MixtureMerge {
  private let sources: [MixtureSource]

  /// - Throws: `IOFailure`.
  package init(_ sources: [MixtureSource]) throws {
    self.sources = sources
    for source in sources { try source.start() }
  }

  /// Calls a closure with the next record: its source, its place and number there, its text. Nil at the end.
  package func next<Result>(_ body: (Int, EvenPlace, Int, UnsafeRawBufferPointer) throws -> Result) throws -> Result? {
    var first: (number: Int, place: EvenPlace)?
    for (number, source) in sources.enumerated() {
      guard let place = source.place else { continue }
      if let known = first, !EvenPlace.precedes(place, known.place) { continue }
      first = (number, place)
    }
    guard let first else { return nil }
    let source = sources[first.number]
    let result = try source.withRecord { try body(first.number, first.place, $0, $1) }
    try source.advance()
    return result
  }
}
