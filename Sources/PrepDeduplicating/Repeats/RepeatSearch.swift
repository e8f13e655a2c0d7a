import PrepBytes
import PrepContents

/// A stretch of a text that stands elsewhere before.
package struct RepeatedStretch: Sendable, Hashable {
  /// Where it stands, among the bytes of all texts one behind the other.
  package var range: Range<Int>
  /// Where the first of its bytes stands first.
  package var first: Int
}

/// Finds every stretch of a length, or longer, that stands elsewhere before, in any number of texts and in bounded memory.
///
/// The texts are given twice, in the same order. The first time places are sampled, so that equal stretches have an equal
/// sample; the second time the stretches around samples that stand in several places are compared, by hashes of 122 bits of
/// all their bytes. What comes out depends on the texts and the length alone.
package final class RepeatSearch {
  private let length: Int
  private let run: Int
  private let memory: Int
  /// Where samples stand, by their hashes.
  private var samples: SortedEntries?
  /// The places of samples that stand in several places, in order.
  private var wanted: NumberList?
  /// Where stretches around these stand, by their hashes.
  private var stretches: SortedEntries?
  private var hash: StretchHash

  /// - Parameters:
  ///   - length: How long a stretch is at least, in bytes.
  ///   - memory: The most bytes to hold.
  package init(length: Int, memory: Int) {
    self.length = length
    run = StretchSampler(length: length).run
    self.memory = memory
    samples = SortedEntries(memory: memory / 2)
    hash = StretchHash(length: length)
  }

  /// Takes the samples of a text.
  ///
  /// - Parameter base: Where it begins among all texts.
  package func append(_ found: [StretchSampler.Sample], at base: Int) throws {
    for sample in found {
      try samples?.append(
        SortedEntry(ContentDigest(high: sample.hash, low: UInt64(base + sample.position)), number: 0))
    }
  }

  /// All texts have been given once.
  package func finishSamples() throws {
    let places = SortedEntries(memory: memory / 2)
    var previous: SortedEntry?
    var isFirst = true
    try samples?.forEach { entry in
      defer { previous = entry }
      guard let earlier = previous, earlier.first.high == entry.first.high else {
        isFirst = true
        return
      }
      if isFirst { try places.append(Self.place(earlier.first.low)) }
      isFirst = false
      try places.append(Self.place(entry.first.low))
    }
    samples = nil
    let list = try NumberList()
    try places.forEach { try list.append(Int($0.first.high)) }
    wanted = list
    stretches = SortedEntries(memory: memory / 2)
  }

  private static func place(_ place: UInt64) -> SortedEntry {
    SortedEntry(ContentDigest(high: place, low: 0), number: 0)
  }

  /// Whether a stretch before a place of all texts may stand elsewhere, so that the text that is there is wanted.
  package func wants(before end: Int) throws -> Bool { try wanted?.next.map { $0 < end } ?? false }

  /// Takes a text for the second time.
  package func look(at text: UnsafeBufferPointer<UInt8>, base: Int) throws {
    var done = 0
    while let place = try wanted?.next, place < base + text.count {
      try wanted?.advance()
      // All that the sample is in, as far as they were not looked at before.
      let start = max(done, place - base + run - length)
      let end = min(place - base, text.count - length)
      guard start <= end else { continue }
      done = end + 1
      hash.removeAll()
      for index in start..<start + length { hash.add(text[index]) }
      for index in start...end {
        if index > start { hash.roll(text[index + length - 1], dropping: text[index - 1]) }
        try stretches?.append(
          SortedEntry(ContentDigest(high: hash.value.high, low: hash.value.low), number: UInt64(base + index)))
      }
    }
  }

  /// All texts have been given twice: what stands elsewhere before, in order.
  package func conclude() throws -> RepeatedStretches {
    wanted = nil
    let repeated = SortedEntries(memory: memory / 2)
    var first: SortedEntry?
    try stretches?.forEach { entry in
      guard let earlier = first, earlier.first == entry.first else {
        first = entry
        return
      }
      try repeated.append(SortedEntry(ContentDigest(high: entry.number, low: earlier.number), number: 0))
    }
    stretches = nil
    let list = try NumberList()
    var firsts = try FirstPlaces()
    var open: RepeatedStretch?
    func close() throws {
      guard let stretch = open else { return }
      for number in [stretch.range.lowerBound, stretch.range.upperBound, stretch.first] { try list.append(number) }
    }
    // A stretch goes on as long as what follows it is what follows the place where it stands first. That is so where the
    // next one stands first there, or where both stand first at a third place, as in text that repeats itself.
    func goesOn(_ stretch: RepeatedStretch, at place: Int, first: Int) throws -> Bool {
      guard place == stretch.range.upperBound - length + 1 else { return false }
      let wanted = stretch.first + place - stretch.range.lowerBound
      return try first == wanted || firsts.first(of: wanted) == first
    }
    try repeated.forEach { entry in
      let (place, first) = (Int(entry.first.high), Int(entry.first.low))
      if let stretch = open, try goesOn(stretch, at: place, first: first) {
        open?.range = stretch.range.lowerBound..<place + length
      } else {
        try close()
        open = RepeatedStretch(range: place..<place + length, first: first)
      }
      try firsts.append(place, first: first)
    }
    try close()
    return try RepeatedStretches(list)
  }
}

/// Stretches in order, each once.
package final class RepeatedStretches {
  private let list: NumberList
  /// The next one.
  package private(set) var next: RepeatedStretch?

  fileprivate init(_ list: NumberList) throws {
    self.list = list
    try advance()
  }

  /// Goes on to the one behind the next.
  package func advance() throws {
    guard let start = try list.take(), let end = try list.take(), let first = try list.take() else {
      next = nil
      return
    }
    next = RepeatedStretch(range: start..<end, first: first)
  }
}

/// Numbers on the disk that are read once, in order.
private final class NumberList {
  private let store: TemporaryStore
  private var reader: TemporaryReader?
  private var waiting: Int?

  init() throws { store = try TemporaryStore() }

  func append(_ number: Int) throws { try withUnsafeBytes(of: UInt64(number)) { try store.write($0) } }

  /// The next number, which stays the next.
  var next: Int? {
    get throws {
      if waiting == nil { waiting = try take() }
      return waiting
    }
  }

  /// Drops the next number.
  func advance() throws {
    _ = try next
    waiting = nil
  }

  /// Takes the next number.
  func take() throws -> Int? {
    if let number = waiting.take() { return number }
    if reader == nil { reader = TemporaryReader(store) }
    var number: UInt64 = 0
    return try withUnsafeMutableBytes(of: &number) { try reader?.read(exactly: $0) ?? false } ? Int(number) : nil
  }
}
