internal import PrepBytePairEncoding

// Units that nothing changes, as the model takes them.

extension ChunkRules {
  /// Calls a closure with the plain text of a unit, with one space in front where marks begin words, or with its words one
  /// after another; false for a unit that has to be prepared.
  func forEachPlainPart(of unit: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    switch way {
    case .whole:
      guard cuts.isPlain(unit) else { return false }
      body(unit)
    case .words(let lowercases):
      guard cuts.isPlain(unit) else { return false }
      forEachWord(of: unit, lowercases, body)
    case .spaced:
      var start = 0
      while start < unit.count, unit[start] < 0x80, spaces[Int(unit[start])] { start += 1 }
      if start == 0, middle != nil {
        guard cuts.isPlain(unit) else { return false }
        body(unit)
        return true
      }
      let rest = UnsafeBufferPointer(rebasing: unit[start...])
      guard start == 1 || start > 1 && joinsRuns, !rest.isEmpty, cuts.isPlain(rest),
        let (first, _) = CharacterText.at(rest, 0), cuts.sides(of: first).contains(.follows)
      else { return false }
      if unit[start - 1] == 0x20 {
        body(UnsafeBufferPointer(rebasing: unit[(start - 1)...]))
      } else {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rest.count + 1) { text in
          text[0] = 0x20
          for (place, byte) in rest.enumerated() { text[place + 1] = byte }
          body(UnsafeBufferPointer(text))
        }
      }
    }
    return true
  }

  /// Calls a closure with what the model takes for a plain text, with marks for spaces where there are marks.
  @inline(__always)
  func withMarks(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if case .words = way { return body(text) }
    if !text.contains(0x20) { return body(text) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count * 3) { marked in
      var count = 0
      for byte in text {
        if byte == 0x20 {
          for place in 0..<3 { marked[count + place] = Self.mark[place] }
          count += 3
        } else {
          marked[count] = byte
          count += 1
        }
      }
      body(UnsafeBufferPointer(rebasing: marked[..<count]))
    }
  }

  /// Hands over the words of a unit, and what is set apart.
  private func forEachWord(
    of unit: UnsafeBufferPointer<UInt8>, _ lowercases: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: unit.count) { word in
      var length = 0
      func flush() {
        if length > 0 { body(UnsafeBufferPointer(rebasing: word[..<length])) }
        length = 0
      }
      var position = 0
      while position < unit.count {
        let (scalar, width) = CharacterText.at(unit, position) ?? ("\u{FFFD}", 1)
        let sides = cuts.sides(of: scalar)
        let begins = sides.contains(.begins)
        if begins { flush() }
        if !begins || sides.contains(.ends) {
          for place in position..<position + width { word[length + place - position] = unit[place] }
          if lowercases, width == 1, unit[position] >= 0x41, unit[position] <= 0x5A { word[length] |= 0x20 }
          length += width
        }
        if begins { flush() }
        position += width
      }
      flush()
    }
  }
}
