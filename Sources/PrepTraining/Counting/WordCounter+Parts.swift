import CKernels

/// Words by the part of all words that they are in, which their hashes say.
extension WordCounter {
  /// The number of the part that a slot's word is in.
  @inline(__always)
  private static func part(_ slot: Slot, of parts: Int) -> Int {
    parts == 1 ? 0 : Int(truncatingIfNeeded: (hash(of: slot) & 0xFFFF) &* UInt64(parts) &>> 16)
  }

  /// Visits the slots with words of one part.
  func forEachSlot(ofPart part: Int, of parts: Int, _ body: (Int) -> Void) {
    for index in 0..<1 << bits where slots[index].high != 0 && Self.part(slots[index], of: parts) == part {
      body(index)
    }
  }

  /// Moves the counts of the words of one part to earlier counters that have them too: their counts are zero then.
  ///
  /// - Returns: How many words were moved, and their bytes.
  func move(part: Int, of parts: Int, to earlier: ArraySlice<WordCounter>) -> (words: Int, bytes: Int) {
    var moved = (words: 0, bytes: 0)
    // Slots are asked for some words before they are looked at.
    var waiting: [Int] = []
    func look(_ index: Int) {
      for counter in earlier where counter.take(slots[index], of: self) {
        moved.words += 1
        moved.bytes += withWord(index) { word, _ in word.count }
        slots[index].count = 0
        return
      }
    }
    forEachSlot(ofPart: part, of: parts) { index in
      for counter in earlier { prep_prefetch(counter.slots + counter.place(Self.hash(of: slots[index]))) }
      waiting.append(index)
      if waiting.count == 32 {
        for index in waiting { look(index) }
        waiting.removeAll(keepingCapacity: true)
      }
    }
    for index in waiting { look(index) }
    return moved
  }

  /// Adds the count of another counter's slot to that of the same word here; false when there is none.
  private func take(_ slot: Slot, of other: WordCounter) -> Bool {
    var index = place(Self.hash(of: slot))
    while slots[index].high != 0 {
      if slots[index].low == slot.low, slots[index].count > 0 {
        let isSame =
          slot.high >> 56 == Self.longMark
          ? slots[index].high >> 56 == Self.longMark && longWord(slots[index]).elementsEqual(other.longWord(slot))
          : slots[index].high == slot.high
        if isSame {
          slots[index].count &+= slot.count
          return true
        }
      }
      index = (index &+ 1) & (1 &<< bits &- 1)
    }
    return false
  }

  /// How often the word in a slot was seen.
  @inline(__always)
  func count(inSlot index: Int) -> Int { slots[index].count }

  @inline(__always)
  func prefetchSlot(_ index: Int) { prep_prefetch(slots + index) }

  /// Asks for the bytes of a word, where its slot is known to be near.
  @inline(__always)
  func prefetchWord(_ index: Int) {
    if slots[index].high >> 56 == Self.longMark { arena.prefetch(Int(slots[index].high & Self.placeMask)) }
  }
}
