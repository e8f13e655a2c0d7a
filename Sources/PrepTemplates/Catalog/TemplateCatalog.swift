import CBundledTemplates
internal import PrepBytes
import PrepRecords

extension ChatTemplate {
  /// The names of the templates in the library itself.
  public static var bundledNames: [String] { bundled.map(\.name) }

  private static var bundled: [(name: String, bytes: UnsafeBufferPointer<UInt8>)] {
    UnsafeBufferPointer(start: prep_templates(), count: prep_template_count()).map {
      (String(cString: $0.name), UnsafeBufferPointer(start: $0.bytes, count: $0.size))
    }
  }

  /// The template in the library with that name.
  ///
  /// - Throws: ``TemplateFailure`` with code `missing` when there is none.
  public static func named(_ name: String) throws(TemplateFailure) -> ChatTemplate {
    guard let found = bundled.first(where: { $0.name == name }) else {
      throw TemplateFailure(
        .missing, "there is no template '\(name)'; name a file, or one of \(bundledNames.joined(separator: ", "))")
    }
    return try ChatTemplate(name: name, source: Array(found.bytes))
  }

  /// The template with that name or in that file, and the tokens that a configuration gives with it.
  ///
  /// A file is a Jinja template, or a Hugging Face `tokenizer_config.json` or `chat_template.json`; a folder is one that holds
  /// such files.
  public static func resolve(_ name: String) throws(TemplateFailure) -> (template: ChatTemplate, tokens: [(name: String, text: String)]) {
    if bundledNames.contains(name) { return (try named(name), []) }
    guard name.contains("/") || name.contains(".") else { return (try named(name), []) }
    for file in ["chat_template.jinja", "tokenizer_config.json"] {
      if let bytes = try? read(name + "/" + file) { return try parse(bytes, name + "/" + file) }
    }
    do { return try parse(read(name), name) } catch let failure as TemplateFailure {
      throw TemplateFailure(failure.code, "\(name): \(failure.message)", line: failure.line)
    } catch {
      throw TemplateFailure(.cannotRead, "\(error)")
    }
  }

  private static func read(_ path: String) throws -> [UInt8] { try FileByteSource(path: path).readAll() }

  private static func parse(_ bytes: [UInt8], _ path: String) throws(TemplateFailure) -> (ChatTemplate, [(name: String, text: String)]) {
    guard path.hasSuffix(".json") else { return (try ChatTemplate(name: path, source: bytes), []) }
    guard let root = try? JSONDocument(bytes).root else { throw TemplateFailure(.syntax, "the configuration is not valid JSON") }
    guard let source = root["chat_template"].flatMap({ Self.source($0) }) else {
      throw TemplateFailure(.missing, "the configuration has no chat_template")
    }
    var tokens: [(name: String, text: String)] = []
    for name in ["bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token"] {
      guard let value = root[name] else { continue }
      let text = value.kind == .object ? value["content"] : value
      if let text, text.kind == .string, let string = try? text.string() { tokens.append((name, string)) }
    }
    return (try ChatTemplate(name: path, source: source), tokens)
  }

  /// A template as text, or the one called `default` in a list of named ones.
  private static func source(_ view: JSONView) -> [UInt8]? {
    if view.kind == .string { return try? view.unescaped() }
    var found: [UInt8]?
    view.forEachElement { element in
      guard let source = element["template"].flatMap({ try? $0.unescaped() }) else { return }
      if found == nil || (try? element["name"]?.string()) == "default" { found = source }
    }
    return found
  }
}
