import PrepBytes
import PrepDiagnostics
import PrepTemplates

/// The chat templates that have a name here, with what they can, or one of them on a sample.
package struct TemplatesJob: Job {
  /// The template that is shown; nil lists all.
  package var name: String?
  /// Where the result goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(name: String?, output: JobOutput) {
    self.name = name
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
      let text = try renderer.render(chat).bytes
      try sink.write(text)
      if text.last != 0x0A { try sink.write("\n") }
    } else {
      for name in ChatTemplate.bundledNames {
        let abilities = try Self.renderer(.named(name), []).abilities()
        try sink.write("\(name.printable)\t\(abilities.words.joined(separator: ", "))\n")
      }
    }
    try sink.finish()
  }

  private static func renderer(_ template: ChatTemplate, _ tokens: [(name: String, text: String)]) throws
    -> ChatRenderer
  {
    var settings = TemplateSettings(tokens: tokens, time: TemplateTime(year: 2026, month: 1, day: 1))
    settings.adaptsData = true
    return try ChatRenderer(template, settings)
  }
}
