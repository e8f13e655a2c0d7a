/// All words as tokens, one after the other in one array of slots, in which merges happen in place.
///
/// A token takes as many slots as it has bytes. Its first slot is its id; where it has several, the last one holds
/// their number under ``inside``, and those between are ``inside`` with anything. Before each word stand two slots with
/// its count under ``header``. So a token's neighbours are found from its place alone.
final class WordSlots {
  /// Marks slots that are not the first of a token.
  static let inside: UInt32 = 0x8000_0000
  /// Marks the slots between words.
  static let header: UInt32 = 0xC000_0000
  static let valueMask: UInt32 = 0x3FFF_FFFF
  /// The start of a word further away than this is looked up.
  private static let nearby = 64

  private let memory: ReservedMemory<UInt32>
  let base: UnsafeMutablePointer<UInt32>
  private(set) var count = 0
  /// The first slots of long words and their ends, ascending.
  private var longWords: [(start: UInt32, end: UInt32)] = []
  /// The long word that was looked up last: its first slot and its end.
  private let recent: UnsafeMutablePointer<(start: Int, end: Int)>

  /// - Parameter capacity: The slots of all words, with two for each word and three more.
  init(capacity: Int) {
    precondition(capacity < 1 << 32, "there are more distinct words than training can hold")
    memory = ReservedMemory(capacity: capacity, usesHugePages: true)
    base = memory.base
    recent = .allocate(capacity: 1)
    recent.initialize(to: (0, 0))
    closeWords()
  }

  deinit { recent.deallocate() }

  /// The slots behind the last word, which keep its last token from having a neighbour.
  private func closeWords() {
    base[count] = Self.header
    base[count &+ 1] = Self.header
  }

  /// Adds a word as the tokens of its bytes, those without one left out; nothing when fewer than two are left.
  ///
  /// - Parameter tokenOfByte: The 256 tokens, `UInt32.max` for none.
  /// - Returns: How many tokens were added.
  func append(_ word: UnsafeBufferPointer<UInt8>, _ tokenOfByte: UnsafePointer<UInt32>, weight: Int) -> Int {
    let start = count &+ 2
    var end = start
    for byte in word {
      let token = tokenOfByte[Int(byte)]
      base[end] = token
      end &+= token == .max ? 0 : 1
    }
    return end &- start > 1 ? closeWord(end, weight: weight) : leaveOut()
  }

  /// Adds a word of tokens, each with as many slots as it has bytes; nothing when there are fewer than two.
  ///
  /// - Returns: How many slots were added.
  func append(_ tokens: [UInt32], lengths: UnsafePointer<UInt32>, weight: Int) -> Int {
    if tokens.count < 2 { return 0 }
    var end = count &+ 2
    for token in tokens {
      let length = Int(lengths[Int(token)])
      for slot in end..<end &+ length { base[slot] = Self.inside }
      if length > 1 { base[end &+ length &- 1] = Self.inside | UInt32(truncatingIfNeeded: length) }
      base[end] = token
      end &+= length
    }
    return closeWord(end, weight: weight)
  }

  private func closeWord(_ end: Int, weight: Int) -> Int {
    base[count] = Self.header | UInt32(truncatingIfNeeded: weight & Int(Self.valueMask))
    base[count &+ 1] = Self.header | UInt32(truncatingIfNeeded: weight &>> 30)
    let start = count &+ 2
    if end &- start > Self.nearby { longWords.append((UInt32(start), UInt32(end))) }
    count = end
    closeWords()
    return end &- start
  }

  private func leaveOut() -> Int {
    closeWords()
    return 0
  }

  /// The first slot of the word that a slot belongs to.
  @inline(__always)
  func wordStart(_ slot: Int) -> Int {
    if slot < recent.pointee.end, slot >= recent.pointee.start { return recent.pointee.start }
    var start = slot
    let limit = max(0, slot &- Self.nearby)
    while base[start &- 1] < Self.header {
      start &-= 1
      if start < limit { return longWordStart(slot) }
    }
    return start
  }

  @inline(never)
  private func longWordStart(_ slot: Int) -> Int {
    var low = 0
    var high = longWords.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(longWords[middle].start) <= slot { low = middle } else { high = middle }
    }
    recent.pointee = (Int(longWords[low].start), Int(longWords[low].end))
    return recent.pointee.start
  }

  /// The count of the word that begins at a slot.
  @inline(__always)
  func weight(ofWordAt start: Int) -> Int {
    Int(base[start &- 2] & Self.valueMask) | Int(base[start &- 1] & Self.valueMask) &<< 30
  }

  /// The count of the word that a slot belongs to.
  @inline(__always)
  func weight(at slot: Int) -> Int { weight(ofWordAt: wordStart(slot)) }

  /// The first slot of the token before the one at a slot; nil at the start of a word.
  @inline(__always)
  func previous(_ slot: Int) -> Int? {
    let before = base[slot &- 1]
    if before < Self.inside { return slot &- 1 }
    if before >= Self.header { return nil }
    return slot &- Int(before & Self.valueMask)
  }

  /// Makes one token of two neighbours.
  @inline(__always)
  func join(_ left: Int, _ right: Int, end: Int, into token: UInt32) {
    base[left] = token
    base[right] = Self.inside
    base[end &- 1] = Self.inside | UInt32(truncatingIfNeeded: end &- left)
  }
}
