internal import PrepBytes
public import PrepExamples
import PrepRecords
import PrepShapes

/// Renders conversations with one template, on one thread.
///
/// Conversations with the same roles mostly differ in nothing but their contents. The first of a kind runs the
/// template; what the run asked about the contents is remembered, and the others are put together from its words.
public final class ChatRenderer {
  /// The template it renders with.
  public let template: ChatTemplate
  private let limits: TemplateLimits
  let controls: ControlTokenMatcher
  let settings: TemplateSettings
  private let globals: [TemplateValue?]
  var shape = TurnShape()
  /// What conversations begin with that the template is asked with what turns look like.
  var opening = TemplateOpening.all[0]
  /// Variables and documents of the conversation at hand; what turns look like may depend on them.
  var variables: TemplateVariables?
  /// What turns look like with variables that records gave, and with the example of documents where they gave any.
  private var shapes: [TemplateVariables: TurnShape] = [:]
  /// What the template is asked with what turns look like where a conversation has no variables: documents where it
  /// renders nothing without.
  var usual: TemplateVariables?
  /// The form in which arguments of tool calls are given to the template.
  var arguments = ToolArguments.exact
  /// The form in which contents are given to the template.
  var contents = ContentForm.any
  /// Whether tools are given to the template as functions alone.
  private var takesBareTools = false
  /// Whether the template shows what an assistant thinks, given as a member of its message.
  package private(set) var knowsThoughts = false
  /// Whether the template gets data in the form that it writes well, and not as they are.
  package var adaptsData: Bool { settings.adaptsData }
  /// Whether the template was asked, with thoughts, and shows none; not where it gets the data as they are.
  package var hidesThoughts: Bool { settings.adaptsData && !knowsThoughts }
  /// Whether the template shows what is asked, and not answers alone.
  package private(set) lazy var showsQuestions = shows("prep asks", in: [Self.question, Self.answer])
  /// Whether the template shows a thought that the last answer begins with, between `<think>` and `</think>`.
  package private(set) lazy var showsWrittenThoughts = shows(
    "prep thinks",
    in: [Self.question, Message(role: "assistant", "<think>\nprep thinks\n</think>\n\nprep answers")])
  /// Whether the latest rendering shows a list or dictionary of the data as a program would write it.
  package private(set) var wroteObject = false
  // SAFETY: a renderer is one thread's and calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) private var plans: [[UInt8]: [RenderPlan]] = [:]
  /// The messages at hand, where they are plain ones.
  @exclusivity(unchecked) private var plain = PlainConversation()
  /// What they are asked for, and their roles.
  @exclusivity(unchecked) private var key = PlainList<UInt8>()
  /// The plans that were looked up last, and their key.
  @exclusivity(unchecked) private var latest: (key: [UInt8], plans: [RenderPlan]) = ([], [])
  private var planCount = 0
  private var planPieces = 0
  private let usesPlans: Bool
  /// What renders conversations with tools, where the template has another one for them.
  private var forTools: ChatRenderer?

  private static let mostShapes = 256
  private static let mostPlans = 4096
  /// How many pieces all plans have at most, so that plans of long conversations take some megabytes and no more.
  private static let mostPieces = 1 << 18
  private static let mostPlansOfAKind = 8
  private static let longestKey = 512

  /// - Parameters:
  ///   - controls: The control tokens of the vocabulary; without any, all is text.
  /// - Throws: ``TemplateFailure`` when a variable is not JSON.
  public convenience init(
    _ template: ChatTemplate, _ settings: TemplateSettings = TemplateSettings(), controls: [ControlToken] = []
  )
    throws(TemplateFailure)
  {
    try self.init(template, settings, controls: controls, limits: TemplateLimits(), usesPlans: true)
  }

  init(
    _ template: ChatTemplate, _ settings: TemplateSettings, controls: [ControlToken], limits: TemplateLimits,
    usesPlans: Bool
  ) throws(TemplateFailure) {
    self.template = template
    self.settings = settings
    self.limits = limits
    self.usesPlans = usesPlans
    self.controls = ControlTokenMatcher(controls)
    globals = try Self.globals(template, settings)
    if let found = findOpening() { opening = found } else { findOpeningWithDocuments() }
    if settings.adaptsData {
      contents = findContents()
      arguments = findArguments()
      knowsThoughts = showsThoughts()
      takesBareTools = wantsBareTools()
    }
    shape = findShape()
    if let other = template.forTools.first {
      forTools = try ChatRenderer(other, settings, controls: controls, limits: limits, usesPlans: false)
    }
  }

  /// The text of a conversation.
  ///
  /// - Parameter addsPrompt: Whether the header of an answer is printed behind the messages.
  /// - Throws: ``TemplateFailure`` when the template refuses the messages or takes too much.
  public func render(_ chat: Chat, addsPrompt: Bool = false) throws(TemplateFailure) -> RenderedChat {
    var buffer = ChatBuffer()
    try render(chat.messages, tools: chat.tools, addsPrompt: addsPrompt, into: &buffer)
    return RenderedChat(buffer)
  }

  /// The text of a conversation whose record gives the template variables or documents.
  package func render(_ chat: Chat, variables: TemplateVariables?) throws(TemplateFailure) -> RenderedChat {
    var buffer = ChatBuffer()
    try render(chat.messages, tools: chat.tools, variables: variables, into: &buffer)
    return RenderedChat(buffer)
  }

  /// The text of a conversation, in memory that is used again.
  ///
  /// - Parameter variables: Variables of this conversation, before those of the settings.
  package func render(
    _ messages: [Message], tools: [UInt8]? = nil, variables: TemplateVariables? = nil, addsPrompt: Bool = false,
    into result: inout ChatBuffer
  )
    throws(TemplateFailure)
  {
    if tools != nil, let forTools {
      try forTools.render(messages, tools: tools, variables: variables, addsPrompt: addsPrompt, into: &result)
      wroteObject = forTools.wroteObject
      return
    }
    wroteObject = false
    let usualShape = shape
    if let variables { shape = shape(with: variables) }
    self.variables = variables
    defer {
      self.variables = usual
      if variables != nil { shape = usualShape }
    }
    let isSimple =
      tools == nil && variables == nil && usesPlans && plain.take(messages) && describe(plain, addsPrompt)
    if isSimple, renderByPlan(plain, into: &result) { return }
    let (output, trace) = try run(messages, tools, addsPrompt: addsPrompt, isRepeatable: isSimple)
    var promptStart = output.bytes.count
    if addsPrompt, !shape.prompt.isEmpty, TextEditing.ends(output.bytes[...], in: shape.prompt) {
      promptStart -= shape.prompt.count
    }
    let units = segmenter(output, messages).units(promptStart: promptStart)
    result.removeAll()
    result.bytes.append(contentsOf: output.bytes)
    for unit in units { result.pieces.append(unit.piece(end: unit.range.upperBound)) }
    if isSimple, planCount < Self.mostPlans, planPieces + units.count <= Self.mostPieces,
      latest.plans.count < Self.mostPlansOfAKind,
      let plan = RenderPlan(number: planCount, units, output.bytes, trace)
    {
      latest.plans.append(plan)
      plans[latest.key] = latest.plans
      planCount += 1
      planPieces += units.count
    }
  }

  /// The text of a conversation and nothing else; nil where the template refuses it. What was rendered last stays what
  /// it was.
  func text(_ messages: [Message], tools: [UInt8]?, variables: TemplateVariables?) -> [UInt8]? {
    if tools != nil, let forTools { return forTools.text(messages, tools: tools, variables: variables) }
    let (latest, before) = (wroteObject, self.variables)
    self.variables = variables ?? usual
    defer { (wroteObject, self.variables) = (latest, before) }
    return (try? run(messages, tools, addsPrompt: false, isRepeatable: false))?.0.bytes
  }

  private func isLatest(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard latest.key.count == key.count else { return false }
    for index in key.indices where latest.key[index] != key[index] { return false }
    return true
  }

  /// The plans for the roles at hand.
  private func knownPlans() -> [RenderPlan] {
    if !isLatest(key.all) {
      latest.key = Array(key.all)
      latest.plans = plans[latest.key] ?? []
    }
    return latest.plans
  }

  /// The text of a conversation whose like was rendered before; returns false, and renders nothing, where that is not
  /// so.
  package func renderByPlan(_ messages: [Message], addsPrompt: Bool, into result: inout ChatBuffer) -> Bool {
    usesPlans && plain.take(messages) && renderByPlan(plain, addsPrompt: addsPrompt, into: &result)
  }

  /// As ``renderByPlan(_:addsPrompt:into:)``, of a conversation that is known to be plain.
  package func renderByPlan(
    _ conversation: borrowing PlainConversation, addsPrompt: Bool, into result: inout ChatBuffer
  ) -> Bool {
    usesPlans && describe(conversation, addsPrompt) && renderByPlan(conversation, into: &result)
  }

  private func renderByPlan(_ conversation: borrowing PlainConversation, into result: inout ChatBuffer) -> Bool {
    for plan in knownPlans() where plan.holds(for: conversation) {
      plan.render(conversation, into: &result)
      return true
    }
    return false
  }

  /// Notes what plans are told apart by; returns false for conversations that are too long for one.
  private func describe(_ conversation: borrowing PlainConversation, _ addsPrompt: Bool) -> Bool {
    guard conversation.roles.count < Self.longestKey else { return false }
    key.removeAll()
    key.append(addsPrompt ? 1 : 0)
    key.append(contentsOf: conversation.roles.all)
    return true
  }

  // MARK: Running the template

  /// How turns look with variables of a record; documents, which are others for each, look like some that stand for them.
  private func shape(with given: TemplateVariables) -> TurnShape {
    var variables = given
    if given.documents != nil { variables.documents = Self.someDocuments }
    if let known = shapes[variables] { return known }
    self.variables = variables
    shape = TurnShape()
    let found = findShape()
    if shapes.count >= Self.mostShapes { shapes.removeAll() }
    shapes[variables] = found
    return found
  }

  func run(_ messages: [Message], _ tools: [UInt8]?, addsPrompt: Bool, isRepeatable: Bool) throws(TemplateFailure)
    -> (TemplateOutput, TemplateTrace)
  {
    var globals = globals
    func set(_ name: String, _ value: TemplateValue) {
      if let number = template.names.existing(name) { globals[number] = value }
    }
    var values: [TemplateValue] = []
    values.reserveCapacity(messages.count)
    for (index, message) in messages.enumerated() {
      values.append(
        try MessageValues.value(
          of: arguments.adapted(contents.adapted(message)), at: index, contents: contents))
    }
    set("messages", .list(values))
    set("add_generation_prompt", .bool(addsPrompt))
    if let given = tools {
      let tools = takesBareTools ? ToolList.unwrapped(given) ?? given : given
      var value = try MessageValues.value(tools, TextOrigin(kind: .member))
      // Tools that are a JSON text, as Parquet keeps them.
      if case .text(let text) = value, let inner = try? MessageValues.value(text.bytes, TextOrigin(kind: .member)) {
        value = inner
      }
      set("tools", try Self.parsed(value))
    }
    if let named = variables?.named, case .object(let object) = try MessageValues.value(named, .template) {
      for (key, value) in zip(object.keys, object.values) {
        guard case .text(let key) = key else { continue }
        let name = String(decoding: key.bytes, as: UTF8.self)
        set(name, value)
        // What documents say are no words of the template, whoever hands them over.
        if name == RecordField.documents.name, let view = try? JSONDocument(named).root[name] {
          set(name, try MessageValues.documents(view.withUnsafeBytes { Array($0) }))
        }
      }
    }
    if let documents = variables?.documents { set(RecordField.documents.name, try MessageValues.documents(documents)) }
    let evaluator = TemplateEvaluator(
      names: template.names, globals: globals, limits: limits, time: settings.time,
      trace: TemplateTrace(isRepeatable: isRepeatable))
    _ = try evaluator.run(template.body)
    wroteObject = evaluator.wroteObject
    return (evaluator.output, evaluator.trace)
  }

  /// Tools each of which is a JSON text, as what they say.
  private static func parsed(_ tools: TemplateValue) throws(TemplateFailure) -> TemplateValue {
    guard case .list(let list) = tools, !list.elements.isEmpty else { return tools }
    var parsed: [TemplateValue] = []
    for element in list.elements {
      guard case .text(let text) = element,
        let inner = try? MessageValues.value(text.bytes, TextOrigin(kind: .member)), case .object = inner
      else { return tools }
      parsed.append(inner)
    }
    return .list(TemplateList(elements: parsed, origin: list.origin))
  }

  private static func globals(_ template: ChatTemplate, _ settings: TemplateSettings) throws(TemplateFailure)
    -> [TemplateValue?]
  {
    var globals = [TemplateValue?](repeating: nil, count: template.names.names.count)
    func set(_ name: String, _ value: TemplateValue) {
      if let number = template.names.existing(name) { globals[number] = value }
    }
    for function in TemplateFunction.allCases { set(function.rawValue, .callable(.function(function))) }
    set("tools", .none)
    set("documents", .none)
    for token in settings.tokens { set(token.name, .text(token.text)) }
    for variable in settings.variables { set(variable.name, try MessageValues.value(variable.json, .template)) }
    return globals
  }

  func segmenter(_ output: TemplateOutput, _ messages: [Message]) -> ChatSegmenter {
    ChatSegmenter(
      controls: controls, shape: shape, output: output, answers: messages.map { RoleKind($0.role) == .assistant },
      results: messages.map { RoleKind($0.role).isResult })
  }
}
