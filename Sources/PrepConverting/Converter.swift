import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Converts records one by one: from the shape they have to the form that is wanted.
package struct Converter: Sendable {
  private let reader: SourceReader
  /// What fields are called.
  package var names: FieldNames { reader.names }
  private let shape: RecordShape?
  private let form: TargetForm?
  private let reshaper: Reshaper?
  private let writer: TargetWriter?
  private let calls: CallForm
  /// Whether arguments that are no JSON object make a record invalid: objects are what was asked for.
  private let asksObjects: Bool
  private let joinsTurns: Bool
  private let kept: [String]
  private let keptSet: Set<String>

  /// - Parameters:
  ///   - shape: The shape that records have; nil takes what each tells.
  ///   - form: What to write; nil takes the canonical shape of what is read.
  ///   - system: A system text for conversations without one.
  ///   - arguments: How arguments of calls are written; nil as the form wants them.
  ///   - joinsTurns: Whether neighbouring messages of one role become one.
  ///   - kept: Fields that go over as they are.
  package init(
    reader: SourceReader, shape: RecordShape?, form: TargetForm?, system: [UInt8]? = nil,
    arguments: TargetForm.Arguments? = nil, joiningTurns joinsTurns: Bool = false,
    keeping kept: [String] = []
  ) {
    self.reader = reader
    self.shape = shape
    self.form = form
    self.joinsTurns = joinsTurns
    self.kept = kept
    keptSet = Set(kept)
    reshaper = form.map {
      Reshaper(
        shape: $0.shape, needsStrings: $0.dialect == .strings || $0.dialect == .alpaca,
        needsMessages: [.openAIPreference, .openAIPrompt, .geminiPreference].contains($0.dialect), system: system)
    }
    let calls = CallForm(arguments: arguments ?? form?.arguments, hasShortIDs: form?.hasShortCallIDs ?? false)
    self.calls = calls
    asksObjects = arguments == .object
    writer = form.map { TargetWriter(form: $0, calls: calls) }
  }

  /// Writes the examples of a record, each on a line.
  ///
  /// - Parameter set: The set that the record is of; nil takes what the record tells.
  /// - Returns: How many were written, and what is not carried over.
  /// - Throws: What is wrong with the record; then nothing is written.
  package func convert(
    _ record: Record, in set: SetShape? = nil, into output: inout JSONWriter
  ) throws(Diagnostic) -> (examples: Int, losses: Set<String>) {
    guard let shape = try shape(of: record, in: set) else {
      throw record.root.kind == .object
        ? record.unknownShape("set --from-shape, or map fields with --map")
        : Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    if shape == .text, self.shape == nil,
      let partner = MissingField.partner(in: record, names, except: { isLet($0) })
    {
      throw partner
    }
    if shape.isStepwise, form == nil {
      return (1, try StepwiseReader(record, as: shape, reader).write(to: &output))
    }
    let read = try reader.read(record, as: shape, keeping: keptSet, carries: carries)
    var losses = read.losses
    var lines = JSONWriter()
    var count = 0
    for example in read.examples {
      if case .promptOnly = example { try refuseWithoutAnswer(record) }
      do throws(ReshapingFailure) {
        for shaped in try reshaper?.reshape(verdict(of: example) == nil ? example : example.liked, &losses) ?? [example]
        {
          let result = joinsTurns ? shaped.joiningTurns() : shaped
          if asksObjects { try refuseOtherArguments(of: result) }
          let start = lines.bytes.count
          lines.beginObject()
          if let writer {
            try writer.writeMembers(of: result, to: &lines, &losses)
            if let verdict = verdict(of: example) {
              lines.key(Self.verdictKey)
              lines.bool(verdict)
            }
          } else {
            ExampleWriter.writeMembers(of: calls.adjusted(result), to: &lines)
          }
          keep(kept + read.carried, record.root, &lines, since: start, &losses)
          lines.endObject()
          lines.newline()
          count += 1
        }
      } catch {
        // Where a pair is wanted, the record may have one under other names.
        let isPair = form?.shape == .preference || form?.shape == .unpairedPreference
        let pair = isPair ? PairOfAnswers(record.root).map { "; \($0.proposal)" } : nil
        throw Diagnostic("cannot-convert", error.message + (pair ?? ""), at: record.location(pointer: ""))
      }
    }
    if let part = losses.part { throw lost(part, record) }
    let bytes = lines.take()
    bytes.dropLast().withUnsafeBytes { if !$0.isEmpty { output.raw($0) } }
    if !bytes.isEmpty { output.newline() }
    return (count, losses.names)
  }

  /// What LLaMA-Factory calls the verdict on an answer.
  private static let verdictKey = RecordField.verdict.names[1]

  /// The verdict that the form has beside a conversation; nil where it has no place for one, or there is none.
  private func verdict(of example: Example) -> Bool? {
    guard form?.name == "llama-factory", case .unpairedPreference(_, _, let isLiked) = example else { return nil }
    return isLiked
  }

  /// Refuses calls whose arguments cannot be written as objects.
  private func refuseOtherArguments(of example: Example) throws(ReshapingFailure) {
    var isRefused = false
    _ = example.mapMessages { message in
      isRefused = isRefused || CallForm.hasOther(message)
      return message
    }
    if isRefused {
      throw ReshapingFailure(
        message: "the arguments of a tool call are no JSON object; prep fix --apply tool-arguments mends what it can")
    }
  }

  /// Whether a field that was not read goes over as it is.
  private func carries(_ key: String, _ field: RecordField?, _ shape: ExampleShape) -> Bool {
    guard let form else { return TargetForm.carries(field, beside: shape) }
    return form.carries(field)
  }

  /// A finding about a part of an example that the form has no place for.
  private func lost(_ part: (field: RecordField, words: String), _ record: Record) -> Diagnostic {
    let name = form?.name ?? "what is written"
    return Diagnostic(
      "lost-field",
      "\(part.words) would be lost: \(name) has no place for them; --omit \(part.field.name) lets them go",
      at: record.location(pointer: ""))
  }

  /// The shape that was named, whose reader says what a record lacks; else the one that the record tells.
  ///
  /// - Throws: `other-shape` for a record of another shape than the set.
  private func shape(of record: Record, in set: SetShape?) throws(Diagnostic) -> RecordShape? {
    let root = record.root
    if SourceRecord.isConversation(root) { return shape == nil || shape == .chat ? .chat : nil }
    if let shape { return root.kind == .object ? shape : nil }
    let keys = KnownKeys(root, reader.names)
    guard let detected = keys.detect(root) else { return nil }
    if let set, set.refuses(detected) { throw refusal(of: record, detected, set) }
    let told = set?.reading(detected) ?? detected.shape
    // What is asked is all that the form wants, and it takes an answer for graders beside it.
    if let form, form.carriesAll, told == .promptCompletion { return .promptOnly }
    // Where a verdict is looked for, 1 and 0 beside a conversation are one too.
    if form?.shape == .unpairedPreference, told == .chat || told == .shareGPT,
      keys.value(.verdict, of: root).flatMap({ Verdict($0) }) != nil
    {
      return .unpairedPreference
    }
    return told
  }

  private func refusal(of record: Record, _ told: DetectedShape, _ set: SetShape) -> Diagnostic {
    var refusal = set.refusal(of: record, told)
    if form != nil { refusal.message += "; --from-shape each detects the shape of each record" }
    return refusal
  }

  /// Refuses a prompt alone where an answer is asked for and a field that nobody knows may hold it.
  private func refuseWithoutAnswer(_ record: Record) throws(Diagnostic) {
    // Other forms need more than an answer.
    guard let form, [.promptCompletion, .chat, .classification].contains(form.shape),
      let proposal = MissingField.proposal(.completion, in: record.root, names, except: { isLet($0) })
    else { return }
    throw Diagnostic(
      "missing-field", "\(form.name) needs a completion, and no field is known to hold one; \(proposal)",
      at: record.location(pointer: ""))
  }

  /// Whether the user said what becomes of a key.
  private func isLet(_ key: String) -> Bool {
    keptSet.contains(key) || reader.omitted.contains(key)
  }

  /// Whether messages are a text of the user's in other words: the same text, in a message.
  private static func says(_ messages: JSONView, _ text: JSONView) -> Bool {
    guard text.kind == .string, messages.kind == .array, let words = try? text.unescaped() else { return false }
    return messages.elements.contains { (try? $0["content"]?.unescaped()) == words }
  }

  /// Writes the fields that go over as they are into the object that begins at a place, unless it has one of the name.
  private func keep(
    _ kept: [String], _ root: JSONView, _ writer: inout JSONWriter, since start: Int, _ losses: inout Losses
  ) {
    if kept.isEmpty { return }
    let written = try? JSONDocument(Array(writer.bytes[start...]) + [0x7D]).root
    for key in kept {
      guard let view = root[key] else { continue }
      if let own = written?[key] {
        if own.withUnsafeBytes({ Array($0) }) != view.withUnsafeBytes({ Array($0) }), !Self.says(own, view) {
          let words = "field \(key), whose name the form uses"
          if keptSet.contains(key) { losses.insert(words) } else { losses.lose(names.ours(key) ?? .text, words) }
        }
        continue
      }
      writer.key(key)
      view.withUnsafeBytes { writer.raw($0) }
    }
  }
}

extension Example {
  /// The example with an answer that was liked, where it is one with a verdict.
  fileprivate var liked: Example {
    guard case .unpairedPreference(let prompt, let completion, _) = self else { return self }
    return .unpairedPreference(prompt: prompt, completion: completion, label: true)
  }
}
