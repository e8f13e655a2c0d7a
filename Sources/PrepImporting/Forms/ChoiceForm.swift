import PrepRecords

/// Texts with the labels that annotators chose for them, as records with a label, or a list of labels where there are
/// several or none: tasks of Label Studio with choices, in its long form and in its short one, and Prodigy's tasks with
/// options.
///
/// Tasks without an answer, and those that were cancelled or not accepted, are left out; where spans are marked in the
/// others, all stay as they are.
struct ChoiceForm: LineForm {
  /// What was chosen for a text.
  private struct Choice {
    let text: JSONView
    /// By the name of what was asked, the answers; none where nobody has answered.
    var answers: [(name: String, labels: [JSONView])] = []
    /// Whether several answers were allowed.
    var allowsSeveral = false
  }

  /// Whether tasks are about choices, as the first that tells it says; nil before that.
  private var isChoosing: Bool?
  /// The tasks before that.
  private var undecided: [(line: [UInt8], origin: Int)] = []
  /// So many are kept.
  private static let mostUndecided = 1 << 12

  /// Whether a value is such a task.
  static func isTask(_ view: JSONView) -> Bool { choice(view) != nil }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    let root = try? JSONDocument(line).root
    let choice = isChoosing == false ? nil : root.flatMap { Self.choice($0) }
    guard let root, let choice else {
      decide(false, &lines)
      lines.bytes += line
      return lines.endLine(origin: origin)
    }
    if choice.answers.isEmpty {
      if isChoosing == nil { undecided.append((line, origin)) }
      if undecided.count > Self.mostUndecided { decide(false, &lines) }
      return
    }
    decide(true, &lines)
    write(root, choice, &lines)
    lines.endLine(origin: origin)
  }

  mutating func finish(into lines: inout ProducedLines) { decide(false, &lines) }

  /// What the tasks are about, which is known from now on.
  private mutating func decide(_ isChoosing: Bool, _ lines: inout ProducedLines) {
    guard self.isChoosing == nil else { return }
    self.isChoosing = isChoosing
    if !isChoosing {
      for task in undecided {
        lines.bytes += task.line
        lines.endLine(origin: task.origin)
      }
    }
    undecided = []
  }

  private func write(_ root: JSONView, _ choice: Choice, _ lines: inout ProducedLines) {
    var writer = JSONWriter()
    writer.beginObject()
    if let id = root["id"] {
      writer.key("id")
      writer.raw(id)
    }
    writer.key("text")
    writer.raw(choice.text)
    let isOnly = choice.answers.count == 1
    for answer in choice.answers {
      if !choice.allowsSeveral, answer.labels.count == 1 {
        writer.key(isOnly ? "label" : answer.name)
        writer.raw(answer.labels[0])
        continue
      }
      writer.key(isOnly ? "labels" : answer.name)
      writer.beginArray()
      for label in answer.labels { writer.raw(label) }
      writer.endArray()
    }
    writer.endObject()
    lines.bytes += writer.take()
  }

  // MARK: The tools

  /// What a task says; nil where it is none with choices.
  private static func choice(_ root: JSONView) -> Choice? {
    guard root.kind == .object else { return nil }
    if let data = root["data"], let annotations = root["annotations"] ?? root["completions"] {
      return labelStudio(data, annotations)
    }
    guard let text = root["text"], text.kind == .string else { return nil }
    if let options = root["options"], options.kind == .array, let accepted = root["accept"], accepted.kind == .array {
      return prodigy(root, text, accepted)
    }
    return labelStudioShort(root, text)
  }

  private static func labelStudio(_ data: JSONView, _ annotations: JSONView) -> Choice? {
    guard data.kind == .object, annotations.kind == .array, let text = text(of: data) else { return nil }
    var choice = Choice(text: text)
    for annotation in annotations.elements where annotation["was_cancelled"]?.bool != true {
      guard let result = annotation["result"], result.kind == .array else { continue }
      for item in result.elements {
        guard let value = item["value"] else { continue }
        if value["start"] != nil { return nil }
        guard let chosen = value["choices"], chosen.kind == .array else { continue }
        let name = (try? item["from_name"]?.string()) ?? "label"
        choice.answers.append((name, Array(chosen.elements)))
      }
      // One annotation counts, the first with an answer.
      if !choice.answers.isEmpty { break }
    }
    return choice
  }

  /// The text of a task: that called so, or the only one.
  private static func text(of data: JSONView) -> JSONView? {
    if let text = data["text"] { return text.kind == .string ? text : nil }
    var found: [JSONView] = []
    data.forEachMember { _, value in if value.kind == .string { found.append(value) } }
    return found.count == 1 ? found[0] : nil
  }

  /// The short form has what was chosen beside the text; what several may be chosen of is an object.
  private static func labelStudioShort(_ root: JSONView, _ text: JSONView) -> Choice? {
    guard root["annotator"] != nil || root["annotation_id"] != nil || root["lead_time"] != nil else { return nil }
    var choice = Choice(text: text)
    root.forEachMember { key, value in
      guard value.kind == .object, value.count == 1, let chosen = value["choices"], chosen.kind == .array else {
        return
      }
      choice.answers.append(((try? key.string()) ?? "label", Array(chosen.elements)))
      choice.allowsSeveral = true
    }
    return choice.answers.isEmpty ? nil : choice
  }

  private static func prodigy(_ root: JSONView, _ text: JSONView, _ accepted: JSONView) -> Choice {
    var choice = Choice(text: text)
    choice.allowsSeveral = (try? root["config"]?["choice_style"]?.string()) == "multiple"
    let answer = try? root["answer"]?.string()
    if answer == nil || answer == "accept" { choice.answers.append(("accept", Array(accepted.elements))) }
    return choice
  }
}
