/// Where positions in a prepared text lie in the original, as edits: between two of them positions run in step.
///
/// Edits are in order of both texts. Those of the prepared text tile what was changed; the ranges of the original that
/// they came from grow, but two may have the same one, as the letters of a ligature do. A removed stretch is an edit
/// without prepared text.
struct TextAlignment: Sendable, Equatable {
  /// A stretch of prepared text and what of the original it came from.
  struct Edit: Sendable, Equatable {
    var prepared: Range<Int>
    var original: Range<Int>
  }

  private(set) var edits: [Edit] = []
  /// Whether positions are equal everywhere.
  var isIdentity: Bool { edits.isEmpty }

  init(_ edits: [Edit] = []) { self.edits = edits }

  mutating func removeAll() { edits.removeAll(keepingCapacity: true) }

  /// Adds an edit behind the others.
  mutating func append(_ edit: Edit) {
    if let last = edits.last, !edit.prepared.isEmpty, last.original == edit.original,
      last.prepared.upperBound == edit.prepared.lowerBound,
      !last.prepared.isEmpty
    {
      edits[edits.count - 1].prepared = last.prepared.lowerBound..<edit.prepared.upperBound
    } else {
      edits.append(edit)
    }
  }

  /// Forgets what lies behind a position of the prepared text.
  mutating func cut(to count: Int) {
    while let last = edits.last, last.prepared.lowerBound >= count { edits.removeLast() }
    if let last = edits.last, last.prepared.upperBound > count {
      edits[edits.count - 1].prepared = last.prepared.lowerBound..<count
    }
  }

  /// Where in the original that begins which begins at a position of the prepared text.
  func start(_ position: Int) -> Int {
    let place = count { $0.prepared.lowerBound <= position }
    if place == 0 { return position }
    let edit = edits[place - 1]
    return position < edit.prepared.upperBound
      ? edit.original.lowerBound : edit.original.upperBound + position - edit.prepared.upperBound
  }

  /// Where in the original that ends which ends at a position of the prepared text.
  func end(_ position: Int) -> Int {
    let place = count { $0.prepared.lowerBound < position }
    if place == 0 { return position }
    let edit = edits[place - 1]
    return position <= edit.prepared.upperBound
      ? edit.original.upperBound : edit.original.upperBound + position - edit.prepared.upperBound
  }

  /// The part of the original that a part of the prepared text came from.
  func original(_ range: Range<Int>) -> Range<Int> {
    let start = start(range.lowerBound)
    return start..<max(start, end(range.upperBound))
  }

  /// How many edits, from the first on, are so.
  private func count(_ isBefore: (Edit) -> Bool) -> Int {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(edits[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What holds after the prepared text was changed again.
  ///
  /// - Parameters:
  ///   - later: The changes, of which this alignment's prepared text is the original.
  ///   - count: How long this alignment's prepared text is.
  func followed(by later: TextAlignment, count: Int) -> TextAlignment {
    if later.isIdentity { return self }
    if isIdentity { return later }
    var result = TextAlignment()
    var next = 0
    var done = 0
    var shift = 0
    /// Takes over the edits in a stretch that was not changed again.
    func take(upTo end: Int) {
      while next < edits.count {
        let edit = edits[next]
        if edit.prepared.isEmpty {
          if edit.prepared.lowerBound < done {
            next += 1
            continue
          }
          if edit.prepared.lowerBound > end || edit.prepared.lowerBound == end && end < count { return }
          result.append(
            Edit(prepared: edit.prepared.lowerBound + shift..<edit.prepared.lowerBound + shift, original: edit.original)
          )
        } else if edit.prepared.upperBound > done {
          let start = max(done, edit.prepared.lowerBound)
          if start >= end { return }
          result.append(
            Edit(prepared: start + shift..<min(end, edit.prepared.upperBound) + shift, original: edit.original))
          if edit.prepared.upperBound > end { return }
        }
        next += 1
      }
    }
    var last = 0
    for edit in later.edits {
      // What is inserted counts as of the character before, which stays and is taken over too.
      let reached = done + edit.prepared.lowerBound - last
      if reached > done { take(upTo: reached) }
      let start = edit.original.isEmpty ? end(edit.original.lowerBound) : self.start(edit.original.lowerBound)
      result.append(
        Edit(
          prepared: edit.prepared,
          original: start..<max(start, edit.original.isEmpty ? start : end(edit.original.upperBound))))
      done = max(reached, edit.original.upperBound)
      last = edit.prepared.upperBound
      shift = last - done
    }
    take(upTo: count)
    return result
  }
}
