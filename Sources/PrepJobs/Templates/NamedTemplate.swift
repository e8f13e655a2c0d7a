import PrepTemplates
import PrepTokenizers

/// Finds the chat template that somebody named.
enum NamedTemplate {
  /// The template with that name or in that file, a GGUF file among them, and the tokens that are given with it.
  ///
  /// - Throws: `TemplateFailure`, and `TokenizerFailure` for a GGUF file that cannot be read.
  static func resolve(_ name: String) throws -> (template: ChatTemplate, tokens: [(name: String, text: String)]) {
    guard name.hasSuffix(".gguf") else { return try ChatTemplate.resolve(name) }
    guard let found = try GGUFTemplate.read(name) else {
      throw TemplateFailure(.missing, "\(name): the file has no tokenizer.chat_template")
    }
    return (try ChatTemplate(name: name, source: found.source), found.tokens)
  }

  /// What names the template of a model whose tokenizer is named so, by its path or as the Hub names it; nil where it
  /// has none.
  static func name(ofModel model: String) -> String? {
    if model.hasSuffix(".gguf") { return (try? GGUFTemplate.read(model)).flatMap { $0 } == nil ? nil : model }
    return ChatTemplate.folder(ofModel: TokenizerCatalog.path(of: model) ?? model)
  }
}
