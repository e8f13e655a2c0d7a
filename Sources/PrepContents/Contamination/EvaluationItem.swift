import PrepDiagnostics
import PrepRecords

/// One question of an evaluation, with its answer, by their words.
package struct EvaluationItem: Sendable {
  /// What it is called: its id, else file and line.
  package var name: String
  /// The set that it is of.
  package var set: String
  /// The words of the question by their hashes.
  package var question: [UInt64]
  /// The words of the answer; none where it has none.
  package var answer: [UInt64]
  /// The words with digits in the question, in order.
  package var numbers: [UInt64]

  /// An item of two texts.
  package init(name: String, set: String, question: [UInt8], answer: [UInt8]) {
    self.name = name
    self.set = set
    func words(_ text: [UInt8]) -> [TextWord] {
      var record = RecordText()
      record.append(text, pointer: "")
      return record.words
    }
    let asked = words(question)
    self.question = asked.map(\.hash)
    numbers = asked.filter(\.hasDigit).map(\.hash)
    self.answer = words(answer).map(\.hash)
  }

  /// The item that a record is: the first of `question`, `prompt`, `input`, `problem`, `instruction` and `text`, or the
  /// turns before the last answer; `answer`, `target`, `completion`, `canonical_solution`, `output` or the last answer,
  /// resolved where it is the number or letter of one of `choices` or `options`. nil where there is no question.
  package init?(_ record: Record) {
    let root = record.root
    guard root.kind == .object else { return nil }
    func text(_ names: [String]) -> JSONView? {
      for name in names { if let view = root[name], view.kind != .null { return view } }
      return nil
    }
    let location = record.location()
    var question = text(["question", "prompt", "input", "problem", "instruction", "text"]).flatMap(Self.text)
    var answer = text(["answer", "target", "completion", "canonical_solution", "output", "label"]).flatMap {
      Self.answer($0, of: root)
    }
    if question == nil, let messages = root["messages"], messages.kind == .array {
      var turns: [(isAnswer: Bool, text: [UInt8])] = []
      messages.forEachElement { turn in
        guard let role = try? turn["role"]?.string(), role != "system", let content = turn["content"].flatMap(Self.text)
        else { return }
        turns.append((role == "assistant", content))
      }
      if let last = turns.lastIndex(where: \.isAnswer) {
        answer = turns[last].text
        turns.removeSubrange(last...)
      }
      if !turns.isEmpty { question = Array(turns.map(\.text).joined(separator: [0x0A])) }
    }
    guard let question else { return nil }
    let name: String?
    if let key = root["eval_key"].flatMap(Self.text), let index = root["eval_instance_index"] {
      let split = root["split"].flatMap(Self.text).map { String(decoding: $0, as: UTF8.self) + "/" } ?? ""
      name = String(decoding: key, as: UTF8.self) + "/" + split + Self.written(index)
    } else {
      name = root["id"].flatMap { $0.kind == .string || $0.kind == .number ? Self.written($0) : nil }
    }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    let set = text(["eval", "eval_key"]).flatMap(Self.text).map { String(decoding: $0, as: UTF8.self) } ?? file
    self.init(name: name ?? "\(location.file):\(location.line)", set: set, question: question, answer: answer ?? [])
  }

  private static func written(_ view: JSONView) -> String {
    if view.kind == .string, let text = try? view.string() { return text }
    return view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// A text, or the texts in a value, a line each.
  private static func text(_ view: JSONView) -> [UInt8]? {
    switch view.kind {
    case .string: return try? view.unescaped()
    case .number: return view.withUnsafeBytes { Array($0) }
    case .array, .object:
      let inside = RecordText(view)
      return inside.fields.isEmpty ? nil : inside.bytes
    default: return nil
    }
  }

  /// An answer, or the choice that it is the number or the letter of.
  private static func answer(_ view: JSONView, of root: JSONView) -> [UInt8]? {
    guard let choices = root["choices"] ?? root["options"] else { return text(view) }
    var texts: [[UInt8]] = []
    (choices["text"] ?? choices).forEachElement { choice in texts.append(text(choice) ?? []) }
    var index = view.kind == .number ? view.int : nil
    if view.kind == .string, let bytes = try? view.unescaped(), bytes.count == 1 {
      if bytes[0] &- 0x41 < 26 {
        index = Int(bytes[0]) - 0x41
      } else if bytes[0] &- 0x30 < 10 {
        index = Int(bytes[0]) - 0x30
      }
    }
    if let index, texts.indices.contains(index) { return texts[index] }
    return text(view)
  }

  /// How many words a run of it has: five, in a short question half of it, three at least.
  package var runLength: Int { question.count >= 10 ? 5 : min(max(3, question.count / 2), question.count) }

  /// Questions of fewer words count only where their answer follows.
  package static let leastWords = 8
}
