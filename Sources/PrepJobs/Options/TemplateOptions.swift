import PrepTemplates
import PrepTokenizers
import PrepTokenizing

/// How conversations look.
public struct TemplateOptions: Sendable, Hashable {
  /// The chat template: a name, a Jinja file, a Hugging Face tokenizer_config.json, or a GGUF file.
  public var template: String?
  /// Variables of the template, each `NAME=VALUE`.
  public var variables: [String] = []
  /// How the data of records are given to the template; nil is as the job does it: as the template writes them well where
  /// tokens are made, exactly where texts are shown.
  public var data: Data?
  /// The date that templates write which ask for one, as YYYY-MM-DD.
  public var date: String?

  /// How the data of records are given to a template.
  public enum Data: String, Sendable, Hashable, CaseIterable {
    /// Contents and arguments of tool calls as texts, lists or objects, whichever the template writes well.
    case adapted
    /// As they are.
    case exact
  }

  /// The defaults.
  public init() {}

  /// The template with its settings; nil when none is named and the model has none.
  ///
  /// - Parameters:
  ///   - model: The tokenizer as it was named: a folder, or a file in one, may have a template for it.
  ///   - data: How the data are given where nothing is said.
  /// - Throws: ``JobFailure`` for settings that make no sense, `TemplateFailure`.
  func resolve(_ tokenizer: Tokenizer?, begin: UInt32?, end: UInt32?, model: String? = nil, data: Data = .adapted)
    throws
    -> ChatFormat?
  {
    let name: String
    let isImplied = self.template == nil
    if let template = self.template {
      name = template
    } else if let model, let folder = NamedTemplate.name(ofModel: model) {
      name = folder
    } else {
      if !variables.isEmpty || date != nil || self.data != nil {
        throw JobFailure("option-needs-another", "--template-var, --template-data and --date need --template")
      }
      return nil
    }
    let (template, given) = try NamedTemplate.resolve(name)
    var tokens = given
    // Whether texts begin with a token is another question than what a template calls one.
    if let model {
      for token in ChatTemplate.tokens(ofModel: TokenizerCatalog.path(of: model) ?? model)
      where !tokens.contains(where: { $0.name == token.name }) { tokens.append(token) }
    }
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
      guard let given = TemplateTime(date) else {
        throw JobFailure("no-date", "'\(date)' is not a date (--date YYYY-MM-DD)")
      }
      time = given
    }
    var format = try ChatFormat(template, TemplateSettings(tokens: tokens, variables: settings(), time: time))
    format.takesExactData = (self.data ?? data) == .exact
    format.isForMessages = isImplied
    return format
  }

  /// Says which control tokens of a template the vocabulary does not have.
  static func noteMissingTokens(_ format: ChatFormat?, _ tokenizer: Tokenizer, _ context: JobContext) {
    guard let template = format?.template else { return }
    let special = tokenizer.reserving(tokensIn: template.allSource).specialTokens
    let names = template.spelledTokens.filter { special.id(named: $0) == nil }
    if !names.isEmpty { context.note(.missingControlTokens(names, tokenizer: tokenizer.name)) }
  }

  private func settings() throws(JobFailure) -> [(name: String, json: [UInt8])] {
    try variables.map { (argument) throws(JobFailure) in
      let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw JobFailure("no-setting", "--template-var takes NAME=VALUE, not '\(argument)'")
      }
      return (String(sides[0]), TemplateSettings.json(String(sides[1])))
    }
  }
}
