/// Text that knows which of it is learnt, and whose it is; what an example is before it becomes tokens.
struct LabelledText {
  private(set) var bytes: [UInt8] = []
  private(set) var stretches: [Stretch] = []

  /// A stretch of text with one weight and one speaker, or a control token.
  struct Stretch: Equatable {
    var end: Int
    /// The weight of its loss; 0 is context.
    var weight: Float
    var role: TokenRole
    /// The message it belongs to; -1 for none.
    var message: Int32
    /// The control token it stands for; nil for text.
    var control: UInt32?
    /// Whether it ends a turn or the example.
    var isEnd = false
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    stretches.removeAll(keepingCapacity: true)
  }

  /// Takes bytes whose stretches are told by ``mark(end:weight:role:message:control:isEnd:)``, and gives its own storage for them.
  mutating func exchange(_ text: inout [UInt8]) { swap(&bytes, &text) }

  mutating func append(_ text: [UInt8], weight: Float, role: TokenRole, message: Int32 = -1) {
    bytes.append(contentsOf: text)
    mark(end: bytes.count, weight: weight, role: role, message: message)
  }

  mutating func append(control: UInt32?, weight: Float, role: TokenRole = .template, message: Int32 = -1, isEnd: Bool = false) {
    guard let control else { return }
    mark(end: bytes.count, weight: weight, role: role, message: message, control: control, isEnd: isEnd)
  }

  /// Says what the text up to an offset is. Neighbours that are alike become one.
  @inline(__always)
  mutating func mark(
    end: Int, weight: Float, role: TokenRole, message: Int32 = -1, control: UInt32? = nil, isEnd: Bool = false
  ) {
    if control == nil {
      if let last = stretches.last {
        if end == last.end { return }
        if last.control == nil, last.weight == weight, last.role == role, last.message == message, last.isEnd == isEnd {
          stretches[stretches.count - 1].end = end
          return
        }
      } else if end == 0 {
        return
      }
    }
    stretches.append(Stretch(end: end, weight: weight, role: role, message: message, control: control, isEnd: isEnd))
  }
}

/// Whose tokens are counted together.
public enum TokenRole: UInt8, Sendable, Hashable, CaseIterable {
  case text, prompt, completion, system, user, assistant, tool, other, template

  /// The name in reports.
  public var name: String { "\(self)" }

  /// The role of a message.
  init(_ role: String) {
    switch role {
    case "user", "human": self = .user
    case "assistant", "gpt", "model": self = .assistant
    case "system", "developer": self = .system
    case "tool", "function", "ipython", "observation", "tool_response": self = .tool
    default: self = .other
    }
  }
}

/// Tokens with their loss in stretches.
struct LabelledTokens {
  var tokens: [UInt32] = []
  var spans: [LabelledText.Stretch] = []
  /// Tokens across a place where what is learnt begins or ends.
  var straddling = 0

  /// Appends a span up to a token; like neighbours become one.
  mutating func mark(_ end: Int, _ stretch: LabelledText.Stretch) {
    if let last = spans.last {
      if end <= last.end { return }
      if last.weight == stretch.weight, last.role == stretch.role, last.message == stretch.message, last.isEnd == stretch.isEnd {
        spans[spans.count - 1].end = end
        return
      }
    } else if end <= 0 {
      return
    }
    var span = stretch
    span.end = end
    spans.append(span)
  }

  /// The number of tokens that are learnt.
  var trainedCount: Int {
    var count = 0
    forEachSpan { range, span in if span.weight != 0 { count += range.count } }
    return count
  }

  func forEachSpan(_ body: (Range<Int>, LabelledText.Stretch) -> Void) {
    var start = 0
    for span in spans {
      body(start..<span.end, span)
      start = span.end
    }
  }

  /// The tokens of a range, with their spans.
  func part(_ range: Range<Int>) -> LabelledTokens {
    var result = LabelledTokens()
    result.tokens = Array(tokens[range])
    forEachSpan { span, stretch in
      let clamped = span.clamped(to: range)
      if !clamped.isEmpty { result.mark(clamped.upperBound - range.lowerBound, stretch) }
    }
    return result
  }

  mutating func append(_ other: LabelledTokens) {
    let base = tokens.count
    tokens += other.tokens
    for span in other.spans { mark(base + span.end, span) }
  }
}
