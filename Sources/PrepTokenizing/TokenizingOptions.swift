// PrepTokenizing turns examples into token sequences and says which tokens are to be learnt. Where examples come from
// and what becomes of the tokens is not known here.

package import PrepExamples
public import PrepTemplates
public import PrepTokenizers

/// How examples become tokens.
public struct TokenizingOptions: Sendable, Equatable {
  /// What becomes of a token that holds the end of a prompt and the start of its completion.
  public enum Boundary: String, Sendable, Hashable, CaseIterable {
    /// Prompt and completion are encoded as one text; such a token belongs to the prompt and is not learnt.
    case joint
    /// Prompt and completion are encoded each by itself, so there is none.
    case split
    /// As joint, and such a token is bad data.
    case strict
  }

  /// Whose words are learnt.
  public enum Mask: String, Sendable, Hashable, CaseIterable {
    /// The completion; in a conversation without one, what the assistant says.
    case completion
    /// Everything the assistant says.
    case assistant
    /// The assistant's last message.
    case last
    /// Every token.
    case all
    /// None.
    case none
  }

  /// The parts of a turn that are learnt where it is.
  public enum TurnPart: String, Sendable, Hashable, CaseIterable {
    /// What is given when the model answers.
    case header
    /// What it thinks before it answers.
    case reasoning
    /// What it says.
    case content
    /// The tools it calls.
    case toolCall = "tool_call"
    /// What ends its turn, though it be the start of the next one.
    case end
    /// The white space behind the end.
    case newline
  }

  /// What becomes of an example with too many tokens.
  public enum Overflow: String, Sendable, Hashable, CaseIterable {
    /// It is bad data.
    case error
    /// It is left out.
    case drop
    /// Its prompt loses tokens at the start.
    case cutPrompt = "cut-prompt"
    /// It loses its oldest turns, the system's aside.
    case cutTurns = "cut-turns"
    /// It loses tokens at the end; the token that ends it stays.
    case cutEnd = "cut-end"
    /// It becomes several sequences with the same document id.
    case split
    /// A conversation becomes several, each with the system's words and as many whole turns as fit.
    case splitTurns = "split-turns"
  }

  /// What becomes of the turns of a conversation.
  public enum Turns: String, Sendable, Hashable, CaseIterable {
    /// They are one sequence.
    case whole
    /// Each answer of the assistant is the end of a sequence of its own, as the model sees it when it answers; of what
    /// stands before nothing is learnt.
    case each
  }

  /// What becomes of what an assistant thinks before it answers.
  public enum Reasoning: String, Sendable, Hashable, CaseIterable {
    /// The template shows what it shows.
    case template
    /// It is shown in every turn, as the template shows it in the last one.
    case keep
    /// It is left out.
    case drop
  }

  public var boundary = Boundary.joint
  /// The id before every example; it is not learnt.
  public var beginOfText: UInt32?
  /// The id after every example; it is learnt.
  public var endOfText: UInt32?
  /// Whether texts for encoders (classes, words, answers, masked words) have ``endOfText`` behind them too where the
  /// vocabulary's template has nothing around texts; else nothing stands there.
  public var endsEncoderTexts = false
  /// Whether special tokens in the text become their ids. By default they are text like any other.
  public var allowsSpecialTokens = false
  /// Whether an example with text that has no token is refused (`byte-without-token`); else it is left out.
  public var refusesLostText = false
  /// How conversations look; without it they cannot be tokenized.
  public var chat: ChatFormat?
  /// Whose words are learnt; nil is what the shape suggests.
  public var mask: Mask?
  /// The parts of a turn that are learnt; nil is what the template marks, or else all that is said, thought and called
  /// with the end of the turn.
  public var trainedParts: Set<TurnPart>?
  /// The weight of what is not learnt, as in OpenAI's old `prompt_loss_weight`.
  public var promptWeight: Float = 0
  /// Whether sequences carry weights rather than a mask.
  public var usesWeights = false
  /// Whether some examples leave out what would else be learnt, so that sequences need a mask where all is learnt.
  package var leavesOutParts = false
  /// Whether a column says of each token which part of its turn it is (``TokenPart``); pairs have none.
  public var tellsParts = false
  /// The most tokens of a sequence; nil is any number.
  public var maxTokens: Int?
  public var overflow = Overflow.error
  /// What becomes of the turns of a conversation.
  public var turns = Turns.whole
  /// What becomes of what an assistant thinks before it answers.
  public var reasoning = Reasoning.template
  /// Whether a template that has no place for what an assistant thinks may leave it out.
  package var letsReasoningGo = false
  /// Whether what a system says may be left out where the template does not show it.
  package var letsSystemGo = false
  /// The classes of labelled texts, which then are numbers beside the tokens; nil makes tokens of the label.
  public var classes: ClassLabels?
  /// How words, stretches and answers become numbers beside the tokens.
  public var tasks = TokenTaskOptions()
  /// What stands between a text and its label.
  public var labelSeparator = Array("\n\n###\n\n".utf8)

  public init() {}

  /// The options that a tokenizer suggests: its own begin and end of a text.
  public init(for tokenizer: Tokenizer) {
    beginOfText = tokenizer.specialTokens.beginOfText
    endOfText = tokenizer.specialTokens.endOfText
  }
}

extension TokenizingOptions {
  /// The members of a message that say what is learnt of it.
  package static var messageFlags: [String] { TrainedSpan.keys }

  /// Whether the labels of texts are numbers beside the tokens, and no tokens.
  var labelsAreNumbers: Bool { classes != nil || tasks.labelType == .score }

  /// Whether a long conversation becomes several documents, each with whole turns.
  var splitsTurns: Bool { overflow == .splitTurns && maxTokens != nil }

  /// What is learnt, in the words of the command line: it goes into the header of a stream.
  package func policyDescription(_ shape: ExampleShape) -> String {
    switch shape {
    case .classification where labelsAreNumbers, .questionAnswering: return "none"
    case .tokenClassification: return "labels"
    default: break
    }
    let initial: Mask
    switch shape {
    case .text: initial = .all
    case .chat: initial = .assistant
    case .promptOnly: initial = .none
    default: initial = .completion
    }
    let mask = mask ?? initial
    guard mask != .all || trainedParts != nil, mask != .none, shape != .text else {
      return mask == .none ? "none" : "all"
    }
    var words = [mask.rawValue]
    if let trainedParts {
      words.append("train " + TurnPart.allCases.filter(trainedParts.contains).map(\.rawValue).joined(separator: ","))
    }
    if turns != .whole { words.append("turns \(turns.rawValue)") }
    if reasoning != .template { words.append("reasoning \(reasoning.rawValue)") }
    if promptWeight != 0 { words.append("prompt-weight \(promptWeight)") }
    if let chat { words.append("template \(chat.template.name)") }
    return words.joined(separator: "; ")
  }
}

/// A template with what it is rendered with.
public struct ChatFormat: Sendable, Equatable {
  public let template: ChatTemplate
  public let settings: TemplateSettings
  /// Whether every conversation begins with ``TokenizingOptions/beginOfText``, unless its template puts it there.
  public var addsBeginOfText = false
  /// Whether every conversation ends with ``TokenizingOptions/endOfText``, unless its template puts it there.
  public var addsEndOfText = false

  /// Whether the template gets the data of a record exactly as they are; else arguments of tool calls are given in the
  /// form that it writes well.
  public var takesExactData = false

  /// Whether it is for examples that have messages alone: prompts and completions that are texts stay as they are.
  public var isForMessages = false

  /// The settings with which conversations are tokenized.
  package var adaptedSettings: TemplateSettings {
    var result = settings
    result.adaptsData = !takesExactData
    return result
  }

  /// - Throws: ``TemplateFailure`` when the settings do not make sense.
  public init(_ template: ChatTemplate, _ settings: TemplateSettings = TemplateSettings()) throws(TemplateFailure) {
    self.template = template
    self.settings = settings
    _ = try ChatRenderer(template, settings)
  }

  /// Whether both are the same template under the same name.
  public static func == (left: ChatFormat, right: ChatFormat) -> Bool {
    left.template.name == right.template.name && left.template.source == right.template.source
      && left.takesExactData == right.takesExactData && left.addsBeginOfText == right.addsBeginOfText
      && left.addsEndOfText == right.addsEndOfText
  }
}

extension Tokenizer {
  /// The control tokens that a template may print.
  package var controlTokens: [ControlToken] {
    specialTokens.entries.map { ControlToken(text: Array($0.name.utf8), id: $0.id) }
  }
}
