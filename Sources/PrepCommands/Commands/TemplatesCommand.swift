import PrepJobs
import PrepOptions
import PrepTemplates

/// `prep templates`: the chat templates that have a name here, or one of them on a sample.
struct TemplatesCommand: StageCommand {
  static let name = "templates"
  static let abstract = "List chat templates and what they support, or show one on a sample"
  static let group = CommandGroup.tokenizers
  static var examples: [CommandExample] {
    [
      CommandExample("prep templates | grep reasoning", "Templates that show reasoning"),
      CommandExample("prep templates qwen3", "A conversation with tools in Qwen 3's format"),
    ]
  }

  var template: String?
  var color = ColorChoice.auto
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TemplatesCommand> {
    OptionTable(
      TemplatesCommand(),
      operand: .optional(
        "NAME", \.template, completion: .wordsOrFile(ChatTemplate.bundledNames),
        "The template to show: a name, a Jinja file, a Hugging Face tokenizer_config.json, or a model's folder"),
      [.value("color", "WHEN", \.color, .choice, "When output for people is in colors")],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let isTerminal = (output.output ?? "-") == "-" && Console.outputIsTerminal
    try session.run(
      TemplatesJob(name: template, usesColor: color.isUsed(onTerminal: isTerminal), output: output.text))
  }
}
