import PrepRecords
import PrepShapes
import PrepTokenizers
import PrepTokens

/// What an example comes to in tokens. Made once a record, when a tokenizer is given.
struct ExampleTokens {
  /// All tokens of the example; of a chat an estimate where the template is not known.
  var total = 0
  /// Those of what is learned.
  var trained = 0
  /// Those before what is learned, of examples of two texts.
  var prompt = 0
  /// The bytes of a token that holds the end of the prompt and the start of the answer.
  var straddling: [UInt8]?
  /// The first text that does not come back from its tokens.
  var unfaithful: BorrowedJSON?
  /// The first text that is no text: it holds half of a surrogate pair.
  var broken: BorrowedJSON?
  /// Tokens that are one byte of a character of several.
  var fragments = 0
  /// How many tokens hold the end of a prompt and the start of an answer.
  var straddlingCount = 0
  /// What the example is when it is rendered; nil without a template.
  var inspection: ExampleInspection?

  /// Takes the numbers of the example as it is rendered.
  mutating func take(_ inspection: ExampleInspection?) {
    guard let inspection else { return }
    self.inspection = inspection
    guard inspection.fault == nil else { return }
    total = inspection.total
    trained = inspection.trained
    prompt = inspection.prompt
    straddlingCount = inspection.straddling
    if straddlingCount == 0 { straddling = nil }
  }
}

/// Encodes the texts of examples, on one thread.
final class TokenCounter {
  let tokenizer: Tokenizer
  let specials: SpecialNames
  private let encoder: Encoder
  private var tokens: [UInt32] = []
  private var ends: [Int] = []
  private var joint: [UInt8] = []
  private var decoded: [UInt8] = []
  /// Whether every text comes back from its tokens, by what the tokenizer is.
  private let tilesTexts: Bool

  /// The template, when one is given.
  let inspection: Inspection?
  /// Renders and encodes a record.
  let inspect: ((Record) -> ExampleInspection?)?

  init(_ tokenizer: Tokenizer, _ specials: SpecialNames, inspection: Inspection? = nil) {
    self.tokenizer = tokenizer
    self.inspection = inspection
    inspect = inspection?.makeInspector()
    self.specials = specials
    encoder = tokenizer.makeEncoder()
    tilesTexts = tokenizer.tilesTexts
  }

  /// What services count around each message of a chat, around a name, and for the start of the answer.
  static let perMessage = 3
  static let perName = 1
  static let perExample = 3

  func count(_ example: ExampleView) -> ExampleTokens {
    var result = ExampleTokens()
    if !example.turns.isEmpty { countTurns(example, &result) }
    switch example.shape {
    case .promptCompletion, .unpairedPreference, .alpaca, .preference, .classification:
      countPair(example, &result)
    case .text:
      if let text = example[.text] {
        result.total = encode(text, &result)
        result.trained = result.total
      }
    case .promptOnly: if let prompt = example.promptText { result.total += encode(prompt, &result) }
    case .tokenized:
      result.total = example[.inputIDs]?.count ?? 0
      if let labels = example[.labels] {
        labels.forEachElement { if $0.int.map({ $0 >= 0 }) ?? false { result.trained += 1 } }
      } else {
        result.trained = result.total
      }
    default: break
    }
    if let tools = example[.tools] ?? example[.functions], !tools.isEmptyContainer {
      result.total += tools.raw.withUnsafe { encoder.count($0) }
    }
    return result
  }

  private func countTurns(_ example: ExampleView, _ result: inout ExampleTokens) {
    for turn in example.turns {
      result.total += Self.perMessage
      if let role = turn.roleValue { result.total += encode(role, &result) }
      if let name = turn.name { result.total += encode(name, &result) + Self.perName }
      var said = 0
      if let content = turn.content {
        if content.isString {
          said = encode(content, &result)
        } else {
          content.forEachElement { part in if let text = part.member("text") { said += encode(text, &result) } }
        }
      }
      if let calls = turn.toolCalls ?? turn.functionCall { said += calls.raw.withUnsafe { encoder.count($0) } }
      result.total += said
      if turn.isLearned { result.trained += said }
    }
    result.total += Self.perExample
  }

  /// A prompt and an answer that are joined before they are encoded.
  private func countPair(_ example: ExampleView, _ result: inout ExampleTokens) {
    guard let answer = example.answerText else {
      if example.turns.isEmpty, let prompt = example.promptText { result.total = encode(prompt, &result) }
      return
    }
    joint.removeAll(keepingCapacity: true)
    if let prompt = example.promptText {
      joint += Bytes.unescapedBytes(prompt.text)
      if let input = example[.input], input.isString, !input.text.isEmpty, example.shape == .alpaca {
        joint.append(0x0A)
        joint += Bytes.unescapedBytes(input.text)
      }
    }
    let boundary = joint.count
    joint += Bytes.unescapedBytes(answer.text)
    if (try? UTF8Span(validating: joint.span)) == nil {
      result.broken = answer
      return
    }
    tokens.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    joint.withUnsafeBufferPointer { encoder.encode($0, into: &tokens, ends: &ends) }
    result.total = tokens.count
    let first = ends.firstIndex { $0 > boundary } ?? ends.count
    result.prompt = first
    result.trained = tokens.count - first
    let start = first == 0 ? 0 : ends[first - 1]
    if boundary > 0, first < ends.count, start < boundary, boundary < joint.count, example.shape != .classification {
      result.straddling = Array(joint[start..<ends[first]])
      result.straddlingCount = 1
      result.prompt += 1
      result.trained -= 1
    }
    countFragments(&result)
    joint.withUnsafeBufferPointer { checkReturn($0, answer, &result) }
  }

  private func encode(_ value: BorrowedJSON, _ result: inout ExampleTokens) -> Int {
    guard value.isString, !value.text.isEmpty else { return 0 }
    return Bytes.withUnescaped(value.text) { text in
      // Unescaping leaves a text with half of a surrogate pair as it is written.
      if Self.holdsHalf(value.text) {
        result.broken = result.broken ?? value
        return 0
      }
      tokens.removeAll(keepingCapacity: true)
      try? encoder.encode(text, into: &tokens)
      countFragments(&result)
      if result.unfaithful == nil { checkReturn(text, value, &result) }
      return tokens.count
    }
  }

  private func checkReturn(_ text: UnsafeBufferPointer<UInt8>, _ value: BorrowedJSON, _ result: inout ExampleTokens) {
    if tilesTexts { return }
    decoded.removeAll(keepingCapacity: true)
    tokens.withUnsafeBufferPointer { tokenizer.decode($0, into: &decoded) }
    if !decoded.withUnsafeBufferPointer({ Bytes.equal($0, text) }) { result.unfaithful = value }
  }

  private func countFragments(_ result: inout ExampleTokens) {
    for token in tokens where specials.isFragment(token) { result.fragments += 1 }
  }

  /// Whether the escapes of a text hold half of a surrogate pair.
  static func holdsHalf(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Bytes.find("\\u", in: text) != nil else { return false }
    return Bytes.unescapedBytes(text).withUnsafeBufferPointer { Bytes.equal($0, text) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func withUnsafe<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R { body(self) }
}
