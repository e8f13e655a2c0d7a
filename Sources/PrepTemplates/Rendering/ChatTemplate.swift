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
  /// The template that the same file has for conversations with tools, as `tool_use`; none, or one, in it.
  private(set) var forTools: [ChatTemplate] = []
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

  /// The text of all templates that may be taken.
  package var allSource: [UInt8] { source + forTools.flatMap(\.source) }

  /// The template with another one for conversations with tools.
  func with(forTools template: ChatTemplate) -> ChatTemplate {
    var result = self
    result.forTools = [template]
    return result
  }

  /// Whether a word stands in the template: what it never asks for, it cannot show.
  package func mentions(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard source.count >= bytes.count else { return bytes.isEmpty }
    return (0...source.count - bytes.count).contains { source[$0...].starts(with: bytes) }
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
  /// Whether arguments of tool calls are given as texts or objects, whichever the template writes well; otherwise
  /// templates see the data as they are.
  public var adaptsData = false

  public init(
    tokens: [(name: String, text: String)] = [], variables: [(name: String, json: [UInt8])] = [],
    time: TemplateTime? = nil
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
