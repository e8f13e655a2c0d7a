/// Text inside the engine: UTF-8 with the origin of each stretch.
struct TemplateText: Sendable {
  private(set) var bytes: [UInt8]
  /// Stretches by their ends; empty when all of it has one origin.
  private(set) var runs: [Run]
  private var origin: TextOrigin
  /// Whether it is what `safe` and `escape` give: text beside it is escaped when both are added.
  var isMarkup = false

  struct Run: Sendable {
    var end: Int
    var origin: TextOrigin
  }

  init(_ bytes: [UInt8], _ origin: TextOrigin = .template) {
    self.bytes = bytes
    self.origin = origin
    runs = []
  }

  init(_ text: String) { self.init(Array(text.utf8)) }

  /// Text of several origins.
  init(_ bytes: [UInt8], runs: [Run]) {
    self.bytes = bytes
    origin = runs.first?.origin ?? .template
    self.runs = runs.count > 1 ? runs : []
  }

  var isEmpty: Bool { bytes.isEmpty }

  /// Whether any of it comes from the content of messages.
  var holdsContent: Bool {
    runs.isEmpty ? origin.kind == .content : runs.contains { $0.origin.kind == .content }
  }

  /// The one origin of all of it; nil when there are several.
  var soleOrigin: TextOrigin? { runs.isEmpty ? origin : nil }

  /// The message that all data in it comes from; -1 where there is none, or more than one.
  var message: Int32 {
    if runs.isEmpty { return origin.kind == .template ? -1 : origin.message }
    var found: Int32 = -1
    for run in runs where run.origin.kind != .template && run.origin.message >= 0 {
      if found >= 0, found != run.origin.message { return -1 }
      found = run.origin.message
    }
    return found
  }

  /// Whether no data stand in it.
  var isOfTemplate: Bool {
    runs.isEmpty ? origin.kind == .template : runs.allSatisfy { $0.origin.kind == .template }
  }

  /// The text as words of the template that were printed for no message yet.
  var ofNobody: TemplateText {
    var text = TemplateText(bytes)
    text.isMarkup = isMarkup
    return text
  }

  /// The text, of whose data nothing says for which message it was printed; as it is where words of a template stand in
  /// it.
  var withoutPlaces: TemplateText {
    func moved(_ origin: TextOrigin) -> TextOrigin {
      var origin = origin
      origin.place = -1
      return origin
    }
    if runs.isEmpty {
      guard origin.kind != .template else { return self }
      var text = self
      text.origin = moved(origin)
      return text
    }
    guard runs.allSatisfy({ $0.origin.kind != .template }) else { return self }
    var text = TemplateText(bytes, runs: runs.map { Run(end: $0.end, origin: moved($0.origin)) })
    text.isMarkup = isMarkup
    return text
  }

  /// Calls a closure with each stretch and its origin. An empty text has one empty stretch.
  func forEachRun(_ body: (Range<Int>, TextOrigin) -> Void) {
    if runs.isEmpty {
      body(0..<bytes.count, origin)
      return
    }
    var start = 0
    for run in runs {
      body(start..<run.end, run.origin)
      start = run.end
    }
  }

  /// The number of the stretch that holds a byte; with several origins only.
  private func run(at offset: Int) -> Int {
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].end > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The origin of a byte.
  func origin(at offset: Int) -> TextOrigin { runs.isEmpty ? origin : runs[run(at: offset)].origin }

  mutating func append(_ other: TemplateText) {
    if other.runs.isEmpty { return append(other.bytes, other.origin) }
    let base = bytes.count
    if runs.isEmpty { openRuns() }
    bytes.append(contentsOf: other.bytes)
    for run in other.runs { appendRun(Run(end: base + run.end, origin: run.origin), from: base) }
    closeRuns()
  }

  mutating func append(_ more: [UInt8], _ moreOrigin: TextOrigin) {
    if runs.isEmpty, moreOrigin == origin, origin.shape == .other {
      bytes.append(contentsOf: more)
      return
    }
    if more.isEmpty, moreOrigin.kind != .content { return }
    if runs.isEmpty { openRuns() }
    let base = bytes.count
    bytes.append(contentsOf: more)
    appendRun(Run(end: bytes.count, origin: moreOrigin), from: base)
    closeRuns()
  }

  private mutating func openRuns() {
    if !bytes.isEmpty || origin.kind == .content { runs.append(Run(end: bytes.count, origin: origin)) }
  }

  private mutating func appendRun(_ run: Run, from base: Int) {
    if let last = runs.last {
      if last.end == run.end, run.origin.kind != .content { return }
      if last.origin == run.origin, run.origin.shape == .other {
        runs[runs.count - 1].end = run.end
        return
      }
    } else if run.end == base, run.origin.kind != .content {
      return
    }
    runs.append(run)
  }

  private mutating func closeRuns() {
    if runs.count == 1 {
      origin = runs[0].origin
      runs = []
    }
  }

  /// A part of it, which is no longer the whole of anything.
  func slice(_ range: Range<Int>) -> TemplateText {
    var result: TemplateText
    if runs.isEmpty {
      result = TemplateText(Array(bytes[range]), range.count == bytes.count ? origin : origin.ofPart)
    } else {
      var parts: [Run] = []
      var index = range.lowerBound == 0 ? 0 : run(at: range.lowerBound)
      while index < runs.count {
        let run = (index == 0 ? 0 : runs[index - 1].end)..<runs[index].end
        if run.lowerBound > range.upperBound || run.lowerBound == range.upperBound && !run.isEmpty { break }
        let clamped = run.clamped(to: range)
        let isWhole = run.lowerBound >= range.lowerBound && run.upperBound <= range.upperBound
        if !clamped.isEmpty || isWhole && runs[index].origin.kind == .content {
          let origin = runs[index].origin
          parts.append(Run(end: clamped.upperBound - range.lowerBound, origin: isWhole ? origin : origin.ofPart))
        }
        index += 1
      }
      result =
        parts.isEmpty
        ? TemplateText(Array(bytes[range]), origin.ofPart) : TemplateText(Array(bytes[range]), runs: parts)
      if parts.count == 1 { result.origin = parts[0].origin }
    }
    result.isMarkup = isMarkup
    return result
  }

  /// The text without the white space at its ends.
  func trimmed(start: Bool, end: Bool) -> TemplateText {
    let lower = start ? TextSpaces.trimmedStart(bytes[...]) : 0
    let upper = max(lower, end ? TextSpaces.trimmedEnd(bytes[...]) : bytes.count)
    return trimmed(to: lower..<upper, start: start ? .spaces : .nothing, end: end ? .spaces : .nothing)
  }

  /// What is left of the text when something goes from its ends.
  ///
  /// - Parameter range: Where the rest stands.
  func trimmed(to range: Range<Int>, start: TextOrigin.Shape.Trim, end: TextOrigin.Shape.Trim) -> TemplateText {
    var result = slice(range)
    if runs.isEmpty {
      if origin.kind == .content { result.origin.shape = origin.shape.trimming(start: start, end: end) }
    } else {
      if start != .nothing, let first = runs.first, first.origin.kind == .content, range.lowerBound < first.end {
        result.setShape(at: 0, first.origin.shape.trimming(start: start, end: .nothing))
      }
      if end != .nothing, let last = runs.last, last.origin.kind == .content, range.upperBound > lastRunStart {
        result.setShape(at: result.runs.count - 1, last.origin.shape.trimming(start: .nothing, end: end))
      }
    }
    return result
  }

  /// Where the last of several stretches begins.
  var lastRunStart: Int { runs.count > 1 ? runs[runs.count - 2].end : 0 }

  /// The text, what was printed for no message being printed for one now.
  func printed(for message: Int32, _ field: TextOrigin.Field) -> TemplateText {
    guard message >= 0 else { return self }
    var result = self
    if runs.isEmpty {
      result.origin = origin.printed(for: message, field)
    } else {
      for index in runs.indices { result.runs[index].origin = runs[index].origin.printed(for: message, field) }
    }
    return result
  }

  private mutating func setShape(at index: Int, _ shape: TextOrigin.Shape) {
    if runs.isEmpty { origin.shape = shape } else { runs[index].origin.shape = shape }
  }
}
