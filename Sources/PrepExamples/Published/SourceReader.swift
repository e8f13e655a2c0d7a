import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads the examples of records of any shape that is known.
package struct SourceReader: Sendable {
  /// Which way through a tree of replies is an example.
  package enum Paths: String, Sendable, Hashable, CaseIterable {
    /// The best reply to each message, to the end.
    case best
    /// Every way to a last answer of the assistant.
    case all
    /// Two replies of the assistant to one message, the better one chosen.
    case pairs
  }

  package var names = FieldNames.usual
  package var roles = RoleNames()
  package var paths = Paths.best
  /// Which parts of an example need not go over.
  package var omitted = OmittedFields.none
  /// What places in texts are counted in.
  package var offsetUnit = OffsetUnit.characters

  package init() {}

  /// What a record gives.
  package struct Outcome: Sendable {
    package var examples: [Example]
    /// What is not carried over: fields that were not read, and what the shape's reader left out.
    package var losses: Losses
    /// The keys of fields that were not read and go over as they are.
    package var carried: [String] = []
  }

  /// The examples of a record.
  ///
  /// - Parameters:
  ///   - kept: Keys that go over as they are.
  ///   - carries: Whether a key that was not read goes over as it is, by the part of an example that it is, if any, and
  ///     the shape of the example.
  /// - Throws: What is wrong with the fields: `missing-field`, `wrong-type`, `unknown-role`, `cannot-convert`,
  ///   `lost-field` and those of every reader.
  package func read(
    _ record: Record, as shape: RecordShape, keeping kept: Set<String> = [],
    carries: (String, RecordField?, ExampleShape) -> Bool = { _, _, _ in false }
  ) throws(Diagnostic) -> Outcome {
    let source = try SourceRecord(record, names, roles, omitting: omitted)
    if record.root.kind == .array {
      return Outcome(examples: [.chat(Chat(messages: try source.messages(record.root)))], losses: source.losses)
    }
    let examples = try examples(source, shape)
    var outcome = Outcome(examples: examples, losses: source.losses)
    let read = source.read
    let example = examples.first?.shape ?? .text
    record.root.forEachMember { key, value in
      if value.isNull || read.contains(key, names) { return }
      let name = (try? key.string()) ?? "?"
      if kept.contains(name) || outcome.carried.contains(name) { return }
      let field = names.ours(name)
      if carries(name, field, example), !omitted.contains(name, field) {
        outcome.carried.append(name)
      } else {
        outcome.losses.insert("field \(name)")
      }
    }
    let lost = LostField(
      in: record.root, names, omitting: omitted, examples: examples
    ) { read.contains($0) || kept.contains(names.name($0)) || outcome.carried.contains(names.name($0)) }
    if let lost { throw lost.diagnostic(in: record, example) }
    return outcome
  }

  private func examples(_ source: SourceRecord, _ shape: RecordShape) throws(Diagnostic) -> [Example] {
    switch shape {
    case .segments: return try SegmentReader(source).examples()
    case .nemoGym: return [try responsesPrompt(source)]
    case .message: throw source.impossible(ExampleShape.loneMessage)
    case .tokenized, .oasstRows, .retrieval, .stepwise, .mathShepherd:
      let way = shape.isStepwise ? "; without --to they are written as TRL has them" : ""
      throw source.impossible("records of the shape \(shape.rawValue) are recognized but not converted\(way)")
    case .text: return [.text(try source.text(try source.required(.text)))]
    case .classification where source.has(.textA) && source.has(.textB):
      return [
        .classification(
          text: try source.text(try source.required(.textA)), pair: try source.text(try source.required(.textB)),
          label: try source.label(try source.required(.label)))
      ]
    case .classification:
      return [
        .classification(
          text: try source.text(try source.required(.text)), pair: nil,
          label: try source.label(try source.required(.label)))
      ]
    case .tokenClassification:
      if let isAccepted = source.isAccepted, !isAccepted { return [] }
      return [.tokenClassification(try source.taggedText(offsetUnit))]
    case .labelStudio: return try source.labelStudio(offsetUnit).map { [.tokenClassification($0)] } ?? []
    case .questionAnswering: return [.questionAnswering(try source.question())]
    case .promptCompletion:
      let (prompt, completion) = try source.promptAndCompletion()
      let answer = try source.withThoughts(completion)
      let tools = source.says(.tools) ? try source.tools() : nil
      if answer == nil, tools == nil { return [.promptCompletion(prompt: prompt, completion: completion)] }
      // With tools or thoughts it is a conversation, of which the completion alone is learnt.
      var messages = source.messages(prompt, .user)
      for index in messages.indices where RoleKind(messages[index].role) == .assistant { messages[index].weight = 0 }
      return [.chat(Chat(messages: messages + (answer ?? source.messages(completion, .assistant)), tools: tools))]
    case .promptOnly: return [try promptOnly(source)]
    case .alpaca, .instances, .rankedAlpaca: return try AlpacaReader(source).examples(shape)
    case .chat, .shareGPT, .mistral, .gemini: return [.chat(try ChatReader(source).chat(shape))]
    case .oasstTree: return try MessageTreeReader(source, paths).examples()
    case .unpairedPreference: return [try ChatReader(source).unpaired()]
    case .preference, .rankedAnswers, .openAIPreference, .shareGPTPreference, .geminiPreference, .transcripts,
      .stanfordPreferences,
      .summarizeFromFeedback:
      return try PreferenceReader(source).examples(shape)
    }
  }

  /// The request of the Responses API in a record of NeMo Gym: what is asked, and tools.
  private func responsesPrompt(_ source: SourceRecord) throws(Diagnostic) -> Example {
    guard let request = source.member(.responsesParams), let input = request["input"] else {
      throw source.missing("input", in: source.member(.responsesParams))
    }
    var messages: [Message] = []
    if let instructions = request["instructions"], instructions.kind == .string {
      messages.append(Message(role: RoleKind.developer.name, content: .text(try source.text(instructions))))
    }
    messages += source.messages(try source.textOrMessages(input), .user)
    request.forEachMember { key, value in
      let name = (try? key.string()) ?? "?"
      if !["input", "instructions", "tools"].contains(name), !value.isNull {
        source.losses.insert("settings of the request, such as \(name)")
      }
    }
    return .promptOnly(.messages(messages), tools: try source.tools(request["tools"]))
  }

  /// A prompt as a text or as messages; several turns of a user; a conversation in a list, as BFCL has it.
  private func promptOnly(_ source: SourceRecord) throws(Diagnostic) -> Example {
    if let turns = source.member(.turns) {
      let list = try source.elements(turns)
      if list.count > 1 { source.losses.lose(.turns, "later turns of the user") }
      guard let first = list.first else { throw source.wrong(turns, "a list of texts") }
      return .promptOnly(try source.asked(.text(try source.text(first))), tools: try source.tools())
    }
    if let view = source.shown(.prompt), view.kind == .array {
      let list = try source.elements(view)
      if let first = list.first, first.kind == .array {
        source.use(.prompt)
        if list.count > 1 { source.losses.lose(.turns, "later turns of the user") }
        return .promptOnly(try source.asked(.messages(try source.messages(first))), tools: try source.tools())
      }
    }
    return .promptOnly(try source.whatIsAsked(), tools: try source.tools())
  }
}
