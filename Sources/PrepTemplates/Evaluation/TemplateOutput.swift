/// What a template has printed: bytes, and for each stretch its origin and the message it was printed for.
struct TemplateOutput {
  var bytes: [UInt8] = []
  var runs: [Run] = []

  struct Run: Sendable {
    var end: Int
    var origin: TextOrigin
    /// The message it was printed for; -1 for none.
    var message: Int32
    /// Whether the template marks it as what an assistant says.
    var isGeneration: Bool
  }

  /// - Parameter message: The message that is printed for; -1 for none.
  mutating func append(_ text: TemplateText, message: Int32, isGeneration: Bool) {
    let base = bytes.count
    bytes.append(contentsOf: text.bytes)
    text.forEachRun { range, origin in
      if range.isEmpty, origin.kind != .content { return }
      let end = base + range.upperBound
      let owner = origin.message >= 0 ? origin.message : message
      if origin.shape == .other, let last = runs.last, last.origin == origin, last.message == owner,
        last.isGeneration == isGeneration
      {
        runs[runs.count - 1].end = end
      } else {
        runs.append(Run(end: end, origin: origin, message: owner, isGeneration: isGeneration))
      }
    }
  }

  /// Gives words that were printed behind a place to the message whose data alone stands among them.
  ///
  /// - Parameter outer: The message they were printed for.
  mutating func settle(from start: Int, outer: Int32) {
    var first = runs.count
    var owner: Int32 = -1
    while first > 0, runs[first - 1].end > start {
      first -= 1
      let origin = runs[first].origin
      guard origin.kind != .template, origin.message >= 0, origin.message != outer else { continue }
      if owner >= 0, owner != origin.message { return }
      owner = origin.message
    }
    guard owner >= 0, first < runs.count else { return }
    if (first == 0 ? 0 : runs[first - 1].end) < start {
      var before = runs[first]
      before.end = start
      runs.insert(before, at: first)
      first += 1
    }
    for index in first..<runs.count {
      if runs[index].origin.kind != .template {
        if runs[index].origin.place == outer { runs[index].origin.place = owner }
      } else if runs[index].message == outer {
        runs[index].message = owner
        runs[index].origin.message = owner
        runs[index].origin.field = .none
      }
    }
  }

  /// All of it as one text.
  var text: TemplateText {
    if runs.isEmpty { return TemplateText(bytes) }
    if runs.count == 1 { return TemplateText(bytes, runs[0].origin) }
    return TemplateText(bytes, runs: runs.map { TemplateText.Run(end: $0.end, origin: $0.origin) })
  }
}
