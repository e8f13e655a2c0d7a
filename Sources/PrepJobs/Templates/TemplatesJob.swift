import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepTemplates
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// The chat templates that have a name here, with what they can, or one of them on a sample.
package struct TemplatesJob: Job {
  /// The template that is shown; nil lists all.
  package var name: String?
  /// Whether the parts of turns are in colors.
  package var usesColor: Bool
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(name: String?, usesColor: Bool = false, output: JobOutput) {
    self.name = name
    self.usesColor = usesColor
    self.output = output
  }

  package func execute(_ context: JobContext) throws {
    let sink = try output.open()
    if let name {
      let (template, tokens) = try NamedTemplate.resolve(name)
      let renderer = try Self.renderer(template, tokens)
      let abilities = renderer.abilities()
      let chat = TemplateSample.chat(
        system: abilities.showsSystem, tools: abilities.showsTools && abilities.showsCalls,
        calls: abilities.showsTools && abilities.showsCalls ? 1 : 0, thinks: abilities.showsThoughts)
      let rendered = try renderer.render(chat)
      let text = rendered.bytes
      if usesColor { try sink.write(PartColors.legend + "\n\n") }
      try sink.write(usesColor ? Self.colored(rendered, chat) : text)
      if text.last != 0x0A { try sink.write("\n") }
    } else {
      for name in ChatTemplate.bundledNames {
        let abilities = try Self.renderer(.named(name), []).abilities()
        try sink.write("\(name.printable)\t\(abilities.words.joined(separator: ", "))\n")
      }
    }
    try sink.finish()
  }

  /// A rendering with each part of a turn in its color, without what a terminal would obey.
  private static func colored(_ rendered: RenderedChat, _ chat: Chat) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    for piece in rendered.pieces where piece.end > start {
      let role = piece.message < 0 ? TokenRole.template : TokenRole(chat.messages[Int(piece.message)].role)
      let part = TokenPart(piece.part, role)
      let style = "\(role == .assistant && part != .header ? 1 : 2);\(PartColors.terminal(part))"
      result += Array("\u{1B}[0;\(style)\(piece.control == nil ? "" : ";4")m".utf8)
      result += rendered.bytes[start..<piece.end].map { $0 == 0x1B ? UInt8(ascii: "?") : $0 }
      start = piece.end
    }
    return result + Array("\u{1B}[0m".utf8)
  }

  private static func renderer(_ template: ChatTemplate, _ tokens: [(name: String, text: String)]) throws
    -> ChatRenderer
  {
    var settings = TemplateSettings(tokens: tokens, time: TemplateTime(year: 2026, month: 1, day: 1))
    settings.adaptsData = true
    let controls = (template.spelledTokens + tokens.map(\.text)).enumerated().map {
      ControlToken(text: Array($1.utf8), id: UInt32($0))
    }
    return try ChatRenderer(template, settings, controls: controls)
  }
}
