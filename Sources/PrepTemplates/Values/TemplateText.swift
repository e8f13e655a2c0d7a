/// Where a stretch of text comes from.
struct TextOrigin: Sendable, Equatable {
  /// What kind of source it is.
  enum Kind: UInt8, Sendable {
    /// The template's own words, and what it was configured with: may hold control tokens.
    case template
    /// The content of a message: never a control token.
    case content
    /// Anything else in the data, such as names, tool calls or tools: never a control token.
    case member
  }

  /// How much of a content the text is, where it can be repeated for another content.
  enum Shape: UInt8, Sendable { case other, whole, trimmed, trimmedStart, trimmedEnd }

  var kind: Kind
  var shape: Shape = .other
  /// The message, or -1.
  var message: Int32 = -1

  static let template = TextOrigin(kind: .template)
}

/// Text inside the engine: UTF-8 with the origin of each stretch.
struct TemplateText: Sendable {
  var bytes: [UInt8]
  /// Stretches by their ends; empty when all of it has one origin.
  private(set) var runs: [Run]
  private var origin: TextOrigin

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

  /// The origin that a text made from this one has: data when any of it is data.
  var mixedOrigin: TextOrigin {
    if runs.isEmpty { return TextOrigin(kind: origin.kind, message: origin.message) }
    for run in runs where run.origin.kind != .template {
      return TextOrigin(kind: run.origin.kind, message: run.origin.message)
    }
    return .template
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

  mutating func append(_ other: TemplateText) {
    if other.runs.isEmpty, runs.isEmpty, other.origin == origin, origin.shape == .other {
      bytes.append(contentsOf: other.bytes)
      return
    }
    if runs.isEmpty {
      if !bytes.isEmpty || origin.kind == .content { runs.append(Run(end: bytes.count, origin: origin)) }
    }
    let base = bytes.count
    bytes.append(contentsOf: other.bytes)
    other.forEachRun { range, origin in
      if range.isEmpty, origin.kind != .content { return }
      runs.append(Run(end: base + range.upperBound, origin: origin))
    }
    if runs.count == 1 {
      origin = runs[0].origin
      runs = []
    }
  }

  /// A part of it, which is no longer the whole of anything.
  func slice(_ range: Range<Int>) -> TemplateText {
    if runs.isEmpty {
      let part = TextOrigin(kind: origin.kind, message: origin.message)
      return TemplateText(Array(bytes[range]), range.count == bytes.count ? origin : part)
    }
    var parts: [Run] = []
    forEachRun { run, origin in
      let clamped = run.clamped(to: range)
      let isWhole = clamped == run && run.lowerBound >= range.lowerBound && run.upperBound <= range.upperBound
      if clamped.isEmpty, !isWhole || origin.kind != .content { return }
      let shaped = isWhole ? origin : TextOrigin(kind: origin.kind, message: origin.message)
      parts.append(Run(end: clamped.upperBound - range.lowerBound, origin: shaped))
    }
    if parts.isEmpty { return TemplateText(Array(bytes[range])) }
    return TemplateText(Array(bytes[range]), runs: parts)
  }

  /// The text without the white space at its ends.
  func trimmed(start: Bool, end: Bool) -> TemplateText {
    let lower = start ? TextSpaces.trimmedStart(bytes[...]) : 0
    let upper = max(lower, end ? TextSpaces.trimmedEnd(bytes[...]) : bytes.count)
    var result = slice(lower..<upper)
    if runs.isEmpty {
      if origin.kind == .content { result.origin.shape = Self.shape(origin.shape, start, end) }
    } else {
      if start, let first = runs.first, first.origin.kind == .content, lower < first.end {
        result.setShape(at: 0, Self.shape(first.origin.shape, true, false))
      }
      if end, let last = runs.last, last.origin.kind == .content, upper > lastRunStart {
        result.setShape(at: result.runs.count - 1, Self.shape(last.origin.shape, false, true))
      }
    }
    return result
  }

  /// Where the last of several stretches begins.
  var lastRunStart: Int { runs.count > 1 ? runs[runs.count - 2].end : 0 }

  private mutating func setShape(at index: Int, _ shape: TextOrigin.Shape) {
    if runs.isEmpty { origin.shape = shape } else { runs[index].origin.shape = shape }
  }

  private static func shape(_ shape: TextOrigin.Shape, _ start: Bool, _ end: Bool) -> TextOrigin.Shape {
    switch shape {
    case .other: return .other
    case .whole: return start && end ? .trimmed : start ? .trimmedStart : .trimmedEnd
    case .trimmed: return .trimmed
    case .trimmedStart: return end ? .trimmed : .trimmedStart
    case .trimmedEnd: return start ? .trimmed : .trimmedEnd
    }
  }
}
