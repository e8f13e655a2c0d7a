import PrepBytes
import PrepExamples
internal import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizers
import PrepTokens

/// Renders conversations and says which parts of them are learnt.
final class ChatLabeller {
  let renderer: ChatRenderer
  private let format: ChatFormat
  let options: TokenizingOptions
  // SAFETY: a labeller is one thread's and calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) var rendered = ChatBuffer()
  @exclusivity(unchecked) private var losses = PlainList<MessageLoss>()
  @exclusivity(unchecked) private var details: [Detail] = []
  /// The stretches of a rendering, for others of the same plan.
  @exclusivity(unchecked) private var plans = StretchPlans()
  private let trains: [Bool]
  /// Messages whose thoughts the template leaves out, since somebody asked.
  @exclusivity(unchecked) var thoughtsNotShown = 0
  /// Messages whose names the template leaves out.
  @exclusivity(unchecked) var namesNotShown = 0

  /// What is learnt of a conversation.
  struct Request: Equatable {
    /// The first message that may be learnt.
    var firstTrained = 0
    /// The weight of the whole record.
    var weight: Float = 1
    /// Whether the header of an answer follows.
    var addsPrompt = false
    var mask: TokenizingOptions.Mask = .assistant
    /// Variables of the template that the record gives; nil where it gives none.
    var variables: TemplateVariables?
  }

  init?(_ tokenizer: Tokenizer, _ options: TokenizingOptions) {
    guard let format = options.chat,
      let renderer = try? ChatRenderer(format.template, format.adaptedSettings, controls: tokenizer.controlTokens)
    else { return nil }
    self.format = format
    self.options = options
    self.renderer = renderer
    let parts = options.trainedParts ?? [.reasoning, .content, .toolCall, .end]
    trains = RenderedChat.Part.allCases.map { part in
      switch part {
      case .preamble, .prompt: false
      case .header: parts.contains(.header)
      case .reasoning: parts.contains(.reasoning)
      case .content: parts.contains(.content)
      case .toolCall: parts.contains(.toolCall)
      case .end: parts.contains(.end)
      case .after: parts.contains(.newline)
      // It belongs to another turn too, so it has to be asked for.
      case .nextStart: options.trainedParts?.contains(.end) ?? false
      }
    }
  }

  /// The weight and the spans of a message that say what is learnt of it.
  private struct MessageLoss: BitwiseCopyable {
    var role: TokenRole
    var weight: Float
    var isTrained: Bool
    /// Whether the message itself asks for it.
    var isAsked = false
    /// The place of its spans; -1 where it has none.
    var detail = -1
  }

  /// The spans of a message, and the content they are of.
  private struct Detail {
    var spans: [TrainedSpan]
    var content: [UInt8]
  }

  /// Labels a conversation from the cached plan of one with the same structure and training settings. Returns false and
  /// appends nothing if there is no such plan.
  func labelByPlan(_ conversation: borrowing PlainConversation, _ request: Request, into text: inout LabelledText)
    -> Bool
  {
    !(separatesThoughts && Self.hasThoughts(conversation))
      && renderer.renderByPlan(conversation, addsPrompt: request.addsPrompt, into: &rendered)
      && plans.repeat(&rendered, request, &text)
  }

  /// Appends the text of a conversation.
  func label(_ given: [Message], tools: [UInt8]?, _ request: Request, into text: inout LabelledText)
    throws(TokenizingFault)
  {
    let messages = given.contains(where: hasThought) ? given.map(formed) : given
    // What most conversations are: like one before, and with no wishes of their own.
    if tools == nil, request.variables == nil, messages.allSatisfy({ $0.weight ?? 1 == 1 }),
      renderer.renderByPlan(messages, addsPrompt: request.addsPrompt, into: &rendered),
      plans.repeat(&rendered, request, &text)
    {
      return
    }
    losses.removeAll()
    if !details.isEmpty { details.removeAll(keepingCapacity: true) }
    var plain: [Message]?
    let lastAnswer = request.mask == .last ? messages.lastIndex { TokenRole($0.role) == .assistant } : nil
    var isPlain = true
    for index in messages.indices {
      var loss = MessageLoss(
        role: TokenRole(messages[index].role), weight: Float(messages[index].weight ?? 1), isTrained: false)
      switch request.mask {
      case .all: loss.isTrained = true
      case .none: break
      case .assistant, .completion: loss.isTrained = loss.role == .assistant && index >= request.firstTrained
      case .last: loss.isTrained = index == lastAnswer && index >= request.firstTrained
      }
      if case .parts(let json) = messages[index].content, let (content, spans) = try TrainedSpan.read(parts: json) {
        loss.detail = details.count
        details.append(Detail(spans: spans, content: content))
        if plain == nil { plain = messages }
        plain?[index].content = .text(content)
      }
      if !messages[index].other.isEmpty, try take(messages[index], &loss) {
        if plain == nil { plain = messages }
        plain?[index].other.removeAll { TrainedSpan.keys.contains($0.key) }
      }
      isPlain = isPlain && loss.weight == 1
      losses.append(loss)
    }
    do throws(TemplateFailure) {
      try renderer.render(
        plain ?? messages, tools: tools, variables: request.variables, addsPrompt: request.addsPrompt, into: &rendered)
    } catch {
      throw TokenizingFault(error)
    }
    try keepThoughts(plain ?? messages, tools, request)
    try refuseLosses(plain ?? messages, tools, request)
    let plan = isPlain && plain == nil ? rendered.plan : ChatBuffer.noPlan
    try mark(request, &text)
    if plan != ChatBuffer.noPlan {
      plans.insert(text.stretches, rendered.pieces.all, plan, request, isOpen: text.isOpen)
    }
  }

  /// Reads `train` and `train_detail` of a message; returns whether it has any.
  private func take(_ message: Message, _ loss: inout MessageLoss) throws(TokenizingFault) -> Bool {
    guard message.other.contains(where: { TrainedSpan.keys.contains($0.key) }) else { return false }
    if let isSet = try Self.flag("train", of: message) {
      if isSet { (loss.isTrained, loss.isAsked) = (true, true) } else { loss.weight = 0 }
    }
    for flag in TrainedSpan.flags {
      // What is learnt anyway needs no flag; one never makes a message of another speaker learnt.
      if let isSet = try Self.flag(flag.name, of: message), isSet != flag.trains { loss.weight = 0 }
    }
    if let detail = message["train_detail"], detail != Array("null".utf8) {
      guard case .text(let content) = message.content else {
        throw TokenizingFault("train-detail", "character spans need a content that is a text")
      }
      loss.detail = details.count
      details.append(Detail(spans: try TrainedSpan.read(detail, content), content: content))
    }
    return true
  }

  /// What a member says that is true or false, 1 or 0, or either as a string; nil where it is missing or null.
  private static func flag(_ name: String, of message: Message) throws(TokenizingFault) -> Bool? {
    guard let json = message[name], let root = try? JSONDocument(json).root, !root.isNull else { return nil }
    if root.kind == .string, let word = try? root.string().lowercased(), let isYes = ["yes": true, "no": false][word] {
      return isYes
    }
    guard let verdict = Verdict(root) else {
      throw TokenizingFault(
        "wrong-type",
        "\"\(name)\" of a message is \(String(decoding: json.prefix(20), as: UTF8.self)), not true or false")
    }
    return verdict.isLiked
  }

  private func mark(_ request: Request, _ text: inout LabelledText) throws(TokenizingFault) {
    let pieces = rendered.pieces.all
    let losses = losses.all
    if format.addsBeginOfText, let begin = options.beginOfText, pieces.first?.control != begin {
      text.append(control: begin, weight: 0)
    }
    text.exchange(&rendered.bytes)
    let usesMarks = options.trainedParts == nil && renderer.template.marksGeneration && request.mask != .all
    let trainsAll = request.mask == .all && options.trainedParts == nil
    let context = request.mask == .none ? 0 : options.promptWeight * request.weight
    var lastEnd: Float = context
    // Whether what stands before is learnt.
    var isLearnt = false
    var before = RenderedChat.Part.preamble
    for piece in pieces {
      let index = Int(piece.message)
      let isEmpty = piece.end == (text.stretches.last?.end ?? 0)
      defer { if !isEmpty { before = piece.part } }
      guard index >= 0 else {
        let weight =
          trainsAll || usesMarks && piece.isGenerated && request.mask == .assistant ? request.weight : context
        if weight == context, isLearnt, !isEmpty { text.closeLast() }
        if !isEmpty { isLearnt = false }
        text.mark(
          .init(
            end: piece.end, weight: weight, message: -1, role: .template,
            part: text.tellsParts ? TokenPart(piece.part, .template) : .other, control: piece.control))
        continue
      }
      let loss = losses[index]
      var weight = context
      // A template marks what an assistant generates; of others that ask to be learnt it is what would be of them
      // without marks.
      let followsMarks = usesMarks && !(loss.isAsked && loss.role != .assistant)
      if loss.isTrained, trainsAll || (followsMarks ? piece.isGenerated : trains[Int(piece.part.rawValue)]) {
        weight = loss.weight * request.weight
        if loss.detail >= 0, piece.part == .content, piece.isData {
          try markSpans(details[loss.detail], loss.role, piece.end, weight, &text, piece)
          isLearnt = false
          continue
        }
      }
      lastEnd = weight
      let isEnd = piece.part == .end || piece.part == .nextStart
      let isMarked = followsMarks && piece.isGenerated && weight != context
      // What somebody else says is theirs, and so is a token that reaches into it.
      if weight == context, isLearnt, !piece.isData, !isEmpty { text.closeLast() }
      if !isEmpty { isLearnt = weight != context }
      let opens = isMarked || weight != context && before == .header && piece.part != .header
      text.mark(
        .init(
          end: piece.end, weight: weight, message: piece.message, role: loss.role,
          part: text.tellsParts ? TokenPart(piece.part, loss.role) : .other, isEnd: isEnd, opens: opens,
          closes: isMarked, control: piece.control))
    }
    if format.addsEndOfText, let end = options.endOfText, !request.addsPrompt, pieces.last?.control != end {
      text.append(control: end, weight: lastEnd, isEnd: true)
    }
    text.isOpen =
      options.promptWeight == 0 && request.mask != .none && request.mask != .all && text.firstOpenMessage != nil
  }

  private func markSpans(
    _ detail: Detail, _ role: TokenRole, _ end: Int, _ weight: Float, _ text: inout LabelledText,
    _ piece: RenderedChat.Piece
  ) throws(TokenizingFault) {
    let start = text.stretches.last?.end ?? 0
    let shown = Array(text.bytes[start..<end])
    guard let offset = TrainedSpan.place(of: shown[...], in: detail.content) else {
      throw TokenizingFault("train-detail", "the template changes the content, so character spans have no place in it")
    }
    func mark(_ end: Int, _ weight: Float) {
      let part = text.tellsParts ? TokenPart(piece.part, role) : .other
      text.mark(.init(end: end, weight: weight, message: piece.message, role: role, part: part))
    }
    for span in detail.spans {
      let bounds = span.range.clamped(to: offset..<offset + shown.count)
      guard !bounds.isEmpty else { continue }
      mark(start + bounds.lowerBound - offset, weight)
      mark(start + bounds.upperBound - offset, span.isTrained ? weight : 0)
    }
    mark(end, weight)
  }
}
