import ArgumentParser
import PrepTemplates
import PrepTokenizers
import PrepTokenizing

/// How conversations look.
struct TemplateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The chat template: a name, a Jinja file, or a Hugging Face tokenizer_config.json.", valueName: "NAME|FILE"))
  var template: String?

  @Option(help: ArgumentHelp("A variable of the template, such as enable_thinking=false.", valueName: "NAME=VALUE"))
  var templateVar: [String] = []

  @Option(help: ArgumentHelp("The date that templates write which ask for one (YYYY-MM-DD).", valueName: "DATE"))
  var date: String?

  init() {}

  /// The template with its settings; nil when none is named.
  ///
  /// - Throws: ``UsageError`` for settings that make no sense, ``TemplateFailure``.
  func resolve(_ tokenizer: Tokenizer?, begin: UInt32?, end: UInt32?) throws -> ChatFormat? {
    guard let name = template else {
      if !templateVar.isEmpty || date != nil { throw UsageError("--template-var and --date need --template") }
      return nil
    }
    let (template, given) = try ChatTemplate.resolve(name)
    var tokens = given
    if let tokenizer {
      for (variable, id) in [("bos_token", begin), ("eos_token", end), ("pad_token", tokenizer.specialTokens.pad)] {
        guard let id, !tokens.contains(where: { $0.name == variable }),
          let entry = tokenizer.specialTokens.entries.first(where: { $0.id == id })
        else { continue }
        tokens.append((variable, entry.name))
      }
    }
    var time: TemplateTime?
    if let date {
      guard let given = TemplateTime(date) else { throw UsageError("'\(date)' is no date (--date YYYY-MM-DD)") }
      time = given
    }
    return try ChatFormat(template, TemplateSettings(tokens: tokens, variables: variables(), time: time))
  }

  /// Says which control tokens of a template the vocabulary does not have.
  static func noteMissingTokens(_ format: ChatFormat?, _ tokenizer: Tokenizer, _ console: Console) {
    let names = format?.template.spelledTokens.filter { tokenizer.specialTokens.id(named: $0) == nil } ?? []
    guard !names.isEmpty else { return }
    let list = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
    console.note("\(tokenizer.name) has no control token \(list): the template's are encoded as text")
  }

  private func variables() throws -> [(name: String, json: [UInt8])] {
    try templateVar.map { argument in
      let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else { throw UsageError("--template-var takes NAME=VALUE, not '\(argument)'") }
      return (String(sides[0]), TemplateSettings.json(String(sides[1])))
    }
  }
}
