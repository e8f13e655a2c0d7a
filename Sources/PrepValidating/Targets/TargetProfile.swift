import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What one consumer of training data accepts, as a dated file says it. A class, because rules look at it for every
/// record.
package final class TargetProfile: Sendable {
  /// What a consumer makes of a byte order mark.
  ///
  /// `advised`: its documents ask for one, and files without one are taken all the same.
  enum ByteOrderMark: String { case advised, required, refused }
  /// How speakers have to take turns.
  enum Alternation: String {
    /// No two messages in a row by the same role.
    case noRepeat = "no-repeat"
    /// User and assistant in turn, the user first.
    case strict
    /// As mistral-common's validator has it: what may follow whom, tools' answers after calls.
    case mistral
  }
  /// How the arguments of a tool call are written.
  enum ToolArguments: String { case string, object }

  package let name: String
  package let title: String
  /// Whether `prep convert --to` writes what it takes.
  package let isConvertible: Bool
  /// The day on which the facts were true.
  package let asOf: String
  package let source: String
  /// What is worth knowing before the work: how long the service goes on, which way an upload has to take.
  package let notice: String
  /// The endings of names that are accepted; nil accepts any.
  let extensions: [String]?
  /// The containers that are accepted; nil accepts any.
  let containers: [String]?
  let byteOrderMark: ByteOrderMark?
  let shapes: [RecordShape]?
  /// The keys a record may have, by shape; shapes that are not named may have any.
  private let keys: [KeyList?]
  /// The parts of an example that are read, by shape: another that stands beside them is lost. Shapes that are not named
  /// may have any, as where a trainer is told by its configuration what fields are called.
  private let reads: [KeyList?]
  /// The shapes whose own names of roles are read, such as ShareGPT's `human`; nil is all of them.
  private let ownRoles: [RecordShape]?
  let messageKeys: KeyList?
  /// Whether every message needs a content, the ones that call tools too.
  let needsContent: Bool
  /// Whether prompts, completions and contents have to be strings, not lists.
  let takesTextOnly: Bool
  let roles: [String]?
  let firstRoles: [String]?
  let lastRoles: [String]?
  let alternation: Alternation?
  let minimumTurns: Int?
  let toolArguments: ToolArguments?
  /// The length that a tool call's id of letters and digits must have.
  let toolCallIDLength: Int?
  let toolsNeedDescription: Bool
  let maximumTools: Int?
  /// Whether a call has to say that it is one of a function, and a list of calls to have one.
  let checksCallForm: Bool
  /// The roles that the messages of a preferred or rejected output may have, one of them the assistant's; nil is one
  /// message of the assistant.
  let outputRoles: [String]?
  /// Whether a message has either content or tool calls.
  let callsExcludeContent: Bool
  /// Whether messages of all roles may have a weight.
  let weighsAllRoles: Bool
  let takesNegativeWeights: Bool
  /// Whether a message's weight may be any number from 0 on.
  let takesFractionalWeights: Bool
  /// Whether what is asked may end with the assistant.
  let promptMayEndWithAssistant: Bool
  /// Whether questions stand at odd places and answers at even ones.
  let wantsOddEven: Bool
  /// Whether the content of every message has to be a list of parts.
  let needsParts: Bool
  /// The types of parts that are taken, or their keys where parts have no type; nil takes any.
  let contentParts: [String]?
  /// Whether `image_url` has to be an object with a `url`.
  let imageIsObject: Bool
  /// The schemes of addresses of images that are taken; nil takes any, paths too.
  let imageAddresses: [String]?
  /// The values that an image's `detail` may have; nil takes any.
  let imageDetails: [String]?
  let maximumImages: Int?
  let maximumImageBytes: Int?
  let imageTypes: [String]?
  let minimumExamples: Int?
  let maximumExamples: Int?
  let minimumBytes: Int?
  let maximumBytes: Int?
  package let maximumTokens: Int?
  /// The rule by which the consumer chooses the number of passes over the data, when it does.
  package let epochs: EpochRule?
  /// Severities that differ from the catalogue's, by id or code; nil switches a rule off.
  private let severities: [String: Diagnostic.Severity?]

  /// The passes a consumer makes over the data by itself.
  package struct EpochRule: Sendable {
    /// Passes over a set of middle size.
    package var usual: Int
    /// The fewest and most examples to be seen in all passes together.
    package var fewest: Int
    package var most: Int
    package var highest: Int
    package var lowest: Int

    /// The passes over so many examples.
    package func epochs(examples: Int) -> Int {
      guard examples > 0 else { return usual }
      if usual * examples < fewest { return min(highest, fewest / examples) }
      if usual * examples > most { return max(lowest, most / examples) }
      return usual
    }
  }

  /// Whether the target reads records from Parquet files.
  package var takesParquet: Bool { !Self.lacks(containers, "parquet") }

  /// What the target has against a set of so many examples and bytes; nil where it has nothing.
  package func refusal(examples: Int, bytes: Int) -> String? {
    if let least = minimumExamples, examples < least {
      return "\(Counted(examples, "example")); \(title) requires at least \(Counted.grouped(least))"
    }
    if let most = maximumExamples, examples > most {
      return "\(Counted(examples, "example")); \(title) accepts at most \(Counted.grouped(most))"
    }
    if let most = maximumBytes, bytes > most {
      return "\(Counted(bytes, "byte")); \(title) accepts at most \(Counted.grouped(most))"
    }
    return nil
  }

  /// The keys that a record of a shape may have; nil when it may have any.
  func keys(of shape: RecordShape?) -> KeyList? { shape.flatMap { keys[$0.ordinal] } }

  /// The parts of an example that are read of a record of a shape; nil where nothing is known of them.
  func reads(of shape: RecordShape) -> KeyList? { reads[shape.ordinal] }

  /// Whether something is known of the parts that are read.
  var namesWhatItReads: Bool { reads.contains { $0 != nil } }

  /// Whether the names that a shape has for roles are read as such.
  func readsRoles(of shape: RecordShape) -> Bool { ownRoles?.contains(shape) ?? true }

  /// Whether the target takes examples of a shape that records have.
  func takes(_ shape: RecordShape) -> Bool {
    guard let shapes else { return true }
    return shapes.contains(shape) || shapes.contains(shape.layout) && shape.isWritten(as: shape.layout)
  }

  /// Whether `prep convert --to` makes what the target takes of examples of a shape.
  func canBeMade(of shape: ExampleShape?) -> Bool {
    guard isConvertible, let shape, let shapes else { return false }
    return shapes.contains { $0.example.map { shape.canBecome($0) } ?? false }
  }

  /// The severity of a rule's findings, or nil when the rule means nothing here.
  func severity(of rule: RuleDescription) -> Diagnostic.Severity? {
    if let own = severities[rule.id] { return own }
    if let own = severities[rule.code.rawValue] { return own }
    if rule.family == RuleDescription.familyOfCompletions, let shapes,
      !shapes.contains(where: { $0.fields.contains(.completion) })
    {
      return nil
    }
    return rule.severity
  }

  /// Whether the name of a target is that of a file with a profile of the user's own.
  package static func isFile(_ name: String) -> Bool { name.contains("/") || name.lowercased().hasSuffix(".json") }

  /// The names in the profile's severities that no rule has.
  package var unknownRules: [String] {
    let known = Set(RuleCatalogue.all.flatMap { [$0.about.id, $0.about.code.rawValue] })
    return severities.keys.filter { !known.contains($0) }.sorted()
  }

  /// Whether a list of accepted words, if there is one, lacks a word.
  static func lacks(_ list: [String]?, _ word: String) -> Bool { list.map { !$0.contains(word) } ?? false }

  /// Reads a profile from the JSON of its file.
  ///
  /// - Parameter maximumTokens: The limit that stands in for the profile's own; nil leaves that.
  package init(json: [UInt8], file: String, maximumTokens: Int? = nil, isBuiltIn: Bool = false) throws {
    let root: JSONView
    do { root = try JSONDocument(json).root } catch {
      throw TargetProfileFailure(error.message, at: error.offset, in: json, file)
    }
    guard let name = try root["name"]?.string(), !name.isEmpty else {
      throw TargetProfileFailure("\(file): a profile needs a name")
    }
    let members = ProfileMembers(root: root, file: file)
    self.name = name
    // Megatron-LM reads chats as they are: convert has no form for it.
    isConvertible = isBuiltIn && name != "megatron-sft"
    title = try members.text("title") ?? name
    asOf = try members.text("as_of") ?? ""
    source = try members.text("source") ?? ""
    notice = try members.text("notice") ?? ""
    extensions = try members.list("extensions")
    containers = try members.list("containers")
    byteOrderMark = try members.word("byte_order_mark", ByteOrderMark.init)
    shapes = try members.list("shapes")?.map { try members.shape($0) }
    messageKeys = try members.list("message_keys").map { KeyList($0) }
    needsContent = members.flag("needs_content")
    takesTextOnly = members.flag("takes_text_only")
    roles = try members.list("roles")
    firstRoles = try members.list("first_roles")
    lastRoles = try members.list("last_roles")
    alternation = try members.word("alternation", Alternation.init)
    minimumTurns = members.number("minimum_turns")
    toolArguments = try members.word("tool_arguments", ToolArguments.init)
    toolCallIDLength = members.number("tool_call_id_length")
    toolsNeedDescription = members.flag("tools_need_description")
    maximumTools = members.number("maximum_tools")
    checksCallForm = members.flag("checks_call_form")
    outputRoles = try members.list("output_roles")
    callsExcludeContent = members.flag("calls_exclude_content")
    weighsAllRoles = members.flag("weights_on_all_roles")
    takesNegativeWeights = members.flag("negative_weights")
    takesFractionalWeights = members.flag("fractional_weights")
    promptMayEndWithAssistant = members.flag("prompt_may_end_with_assistant")
    wantsOddEven = members.flag("odd_even_places")
    needsParts = members.flag("needs_parts")
    contentParts = try members.list("content_parts")
    imageIsObject = members.flag("image_is_object")
    imageAddresses = try members.list("image_addresses")
    imageDetails = try members.list("image_details")
    maximumImages = members.number("maximum_images")
    maximumImageBytes = members.number("maximum_image_bytes")
    imageTypes = try members.list("image_types")
    minimumExamples = members.number("minimum_examples")
    maximumExamples = members.number("maximum_examples")
    minimumBytes = members.number("minimum_bytes")
    maximumBytes = members.number("maximum_bytes")
    self.maximumTokens = maximumTokens ?? members.number("maximum_tokens")
    epochs = members.epochs
    var keys = [KeyList?](repeating: nil, count: RecordShape.count)
    for (name, value) in members.pairs("keys") {
      keys[try members.shape(name).ordinal] = KeyList(try members.strings(value))
    }
    self.keys = keys
    var reads = [KeyList?](repeating: nil, count: RecordShape.count)
    for (name, value) in members.pairs("reads") {
      reads[try members.shape(name).ordinal] = KeyList(try members.strings(value))
    }
    self.reads = reads
    ownRoles = try members.list("own_roles")?.map { try members.shape($0) }
    var severities: [String: Diagnostic.Severity?] = [:]
    for (name, value) in members.pairs("severities") { severities[name] = .some(try members.severity(value)) }
    self.severities = severities
  }
}

/// A profile that cannot be used.
package struct TargetProfileFailure: Error, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }

  /// What is wrong at a byte of a file.
  init(_ message: String, at offset: Int, in text: [UInt8], _ file: String) {
    self.init("\(SourceLocation(file: file, offset: offset, in: text)): \(message)")
  }
}

/// Reads the members of a profile's file.
private struct ProfileMembers {
  let root: JSONView
  let file: String

  func text(_ key: String) throws -> String? { try root[key]?.string() }

  func number(_ key: String) -> Int? { root[key]?.int }

  func flag(_ key: String) -> Bool { root[key]?.bool ?? false }

  func list(_ key: String) throws -> [String]? { try root[key].map { try strings($0) } }

  func strings(_ view: JSONView) throws -> [String] {
    var words: [String] = []
    try view.forEachElement { words.append(try $0.string()) }
    return words
  }

  func word<Word>(_ key: String, _ make: (String) -> Word?) throws -> Word? {
    guard let text = try text(key) else { return nil }
    guard let word = make(text) else { throw TargetProfileFailure("\(file): \"\(key)\" cannot be \"\(text)\"") }
    return word
  }

  func shape(_ name: String) throws -> RecordShape {
    guard let shape = RecordShape(named: name) else {
      throw TargetProfileFailure("\(file): there is no shape \"\(name)\"")
    }
    return shape
  }

  func pairs(_ key: String) -> [(String, JSONView)] {
    var pairs: [(String, JSONView)] = []
    root[key]?.forEachMember { name, value in pairs.append(((try? name.string()) ?? "", value)) }
    return pairs
  }

  func severity(_ view: JSONView) throws -> Diagnostic.Severity? {
    let word = try view.string()
    if word == "off" { return nil }
    guard let severity = Diagnostic.Severity(rawValue: word) else {
      throw TargetProfileFailure("\(file): there is no severity \"\(word)\"")
    }
    return severity
  }

  var epochs: TargetProfile.EpochRule? {
    guard let rule = root["epochs"], let usual = rule["usual"]?.int else { return nil }
    return TargetProfile.EpochRule(
      usual: usual, fewest: rule["fewest_examples"]?.int ?? 0, most: rule["most_examples"]?.int ?? .max,
      highest: rule["highest"]?.int ?? usual, lowest: rule["lowest"]?.int ?? 1)
  }
}
