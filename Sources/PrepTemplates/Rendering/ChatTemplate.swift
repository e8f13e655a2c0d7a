// PrepTemplates says what conversations look like as text: chat templates, from data files or from Hugging Face's
// configurations, rendered into pieces that know whose they are and which part of a turn. Tokens are not made here.

import PrepRecords

/// A chat template, compiled once; threads share it and each makes its own ``ChatRenderer``.
public struct ChatTemplate: Sendable {
  /// The name it was asked for.
  public let name: String
  /// Whether it marks what an assistant says with `{% generation %}`.
  public let marksGeneration: Bool
  /// The template as text.
  public let source: [UInt8]
  let body: [TemplateStatement]
  let names: TemplateNames

  /// The largest template taken, in bytes.
  public static let largestSource = 1 << 20

  /// Compiles a template.
  ///
  /// - Throws: ``TemplateFailure`` when it is not well-formed or uses what is not supported.
  public init(name: String, source: [UInt8]) throws(TemplateFailure) {
    guard source.count <= Self.largestSource else {
      throw TemplateFailure(.limit, "the template has more than \(Self.largestSource) bytes")
    }
    self.name = name
    self.source = source
    (body, names, marksGeneration) = try TemplateParser.parse(source)
  }
}

/// What a template is rendered with besides the messages.
public struct TemplateSettings: Sendable {
  /// `bos_token`, `eos_token` and the like: their names in templates, and their texts.
  public var tokens: [(name: String, text: String)]
  /// Variables by name, each as JSON text; they may be asked for like any other name.
  public var variables: [(name: String, json: [UInt8])]
  /// The time `strftime_now` writes; a template that asks for it fails without one.
  public var time: TemplateTime?

  public init(
    tokens: [(name: String, text: String)] = [], variables: [(name: String, json: [UInt8])] = [], time: TemplateTime? = nil
  ) {
    self.tokens = tokens
    self.variables = variables
    self.time = time
  }

  /// A value as JSON: as it is where it is JSON, or else as a string.
  public static func json(_ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    if (try? JSONDocument(bytes)) != nil { return bytes }
    var writer = JSONWriter()
    writer.string(value)
    return writer.bytes
  }
}

/// A control token: a text that becomes one token where a template prints it, and never where a message does.
public struct ControlToken: Sendable, Hashable {
  public let text: [UInt8]
  public let id: UInt32

  public init(text: [UInt8], id: UInt32) {
    self.text = text
    self.id = id
  }
}

/// A conversation as text, cut into pieces.
public struct RenderedChat: Sendable, Equatable {
  /// The text.
  public var bytes: [UInt8] = []
  /// The pieces in order; together they are the text.
  public var pieces: [Piece] = []

  public init() {}

  /// A stretch of the text.
  public struct Piece: Sendable, Equatable {
    /// Where it ends in the text.
    public var end: Int
    /// The message it belongs to, counted from 0; -1 for what belongs to none.
    public var message: Int32
    public var part: Part
    /// Whether it comes from the data rather than from the template.
    public var isData: Bool
    /// Whether the template marks it as what an assistant says.
    public var isGenerated: Bool
    /// The control token it is; nil for text.
    public var control: UInt32?
  }

  /// The parts of a turn.
  public enum Part: UInt8, Sendable, Hashable, CaseIterable {
    /// What belongs to no message, such as a default system text.
    case preamble
    /// What stands before the content and is given when the model answers.
    case header
    /// What is said.
    case content
    /// What ends the turn.
    case end
    /// What follows the end of the turn, such as a line feed.
    case after
    /// The header of an answer that is still to come.
    case prompt
  }
}
