import CBundledTemplates
internal import PrepBytes
import PrepDiagnostics
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
        .missing,
        "there is no template '\(name)' among those of prep templates, and no file of that name"
          + NearestNames.question(NearestTemplates.of(name, among: bundledNames)))
    }
    return try ChatTemplate(name: name, source: Array(found.bytes))
  }

  /// Whether a word that is no template may be the name of a file.
  private static func isPath(_ name: String) -> Bool {
    let small = name.lowercased()
    return name.contains("/") || fileEndings.contains { small.hasSuffix($0) }
  }

  /// The endings that files of templates have, in small letters.
  package static let fileEndings = [".jinja", ".jinja2", ".j2", ".json", ".txt", ".tmpl"]

  /// The template with that name or in that file, and the tokens that a configuration gives with it.
  ///
  /// A file is a Jinja template, or a Hugging Face `tokenizer_config.json` or `chat_template.json`; a folder is one
  /// that holds such files. Where there are several templates, `FILE#NAME` is one of them, and the one called `default`
  /// is taken otherwise.
  public static func resolve(_ name: String) throws(TemplateFailure) -> (
    template: ChatTemplate, tokens: [(name: String, text: String)]
  ) {
    if bundledNames.contains(name) { return (try named(name), []) }
    var path = name
    var wanted: String?
    if let mark = name.lastIndex(of: "#") {
      path = String(name[..<mark])
      wanted = String(name[name.index(after: mark)...])
    }
    do {
      if let found = try inFolder(path, wanted) { return found }
      if !isPath(path), (try? FileByteSource(path: path)) == nil { return (try named(name), []) }
      return try parse(read(path), path, wanted)
    } catch let failure as TemplateFailure {
      throw failure.code == .missing && failure.message.hasPrefix("there is no template '\(name)' among")
        ? failure : TemplateFailure(failure.code, "\(name): \(failure.message)", line: failure.line)
    } catch {
      throw TemplateFailure(.cannotRead, "\(error)")
    }
  }

  /// The folder of a model's tokenizer, where it has a chat template too; nil where it has none.
  ///
  /// - Parameter model: The folder, or a file in it.
  package static func folder(ofModel model: String) -> String? {
    func has(_ folder: String) -> Bool { ((try? inFolder(folder, nil)) ?? nil) != nil }
    if has(model) { return model }
    guard model.hasSuffix("/tokenizer.json"), let slash = model.lastIndex(of: "/") else { return nil }
    let folder = String(model[..<slash])
    return has(folder) ? folder : nil
  }

  /// The tokens that the configuration of a model's tokenizer names; none where there is no configuration.
  ///
  /// - Parameter model: The folder of the tokenizer, or a file in it.
  package static func tokens(ofModel model: String) -> [(name: String, text: String)] {
    let above = model.lastIndex(of: "/").map { String(model[..<$0]) } ?? "."
    for folder in [model, above] {
      guard let root = (try? read(folder + "/tokenizer_config.json")).flatMap({ try? JSONDocument($0).root }) else {
        continue
      }
      return tokens(of: root)
    }
    return []
  }

  /// The name of the template that goes before the default one where a conversation has tools.
  private static let forToolsName = "tool_use"

  /// The template of a folder, which has with it the one for conversations with tools, where none is asked for by name.
  private static func inFolder(_ path: String, _ wanted: String?) throws -> (
    ChatTemplate, [(name: String, text: String)]
  )? {
    guard let found = try soleInFolder(path, wanted) else { return nil }
    guard wanted == nil, let other = (try? soleInFolder(path, forToolsName)).flatMap({ $0 })?.0,
      other.source != found.0.source
    else { return found }
    return (found.0.with(forTools: other), found.1)
  }

  /// The template of a folder as Hugging Face has them: a file of its own, or in a configuration; the tokens are in the
  /// configuration.
  private static func soleInFolder(_ path: String, _ wanted: String?) throws -> (
    ChatTemplate, [(name: String, text: String)]
  )? {
    let configuration = try? read(path + "/tokenizer_config.json")
    let given = configuration.flatMap { try? JSONDocument($0).root }.map { tokens(of: $0) } ?? []
    var files = ["/chat_template.jinja"]
    if let wanted, wanted != "default" { files = ["/additional_chat_templates/\(wanted).jinja", "/\(wanted).jinja"] }
    for file in files {
      if let bytes = try? read(path + file) { return (try ChatTemplate(name: path + file, source: bytes), given) }
    }
    if let bytes = try? read(path + "/chat_template.json") {
      return (try parse(bytes, path + "/chat_template.json", wanted).0, given)
    }
    return try configuration.map { try parse($0, path + "/tokenizer_config.json", wanted) }
  }

  private static func read(_ path: String) throws -> [UInt8] { try FileByteSource(path: path).readAll() }

  private static func parse(_ bytes: [UInt8], _ path: String, _ wanted: String?) throws(TemplateFailure) -> (
    ChatTemplate, [(name: String, text: String)]
  ) {
    guard path.lowercased().hasSuffix(".json") else {
      // The tokens are in the configuration beside it.
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      let root = (try? read(folder + "tokenizer_config.json")).flatMap { try? JSONDocument($0).root }
      return (
        try ChatTemplate(name: path, source: bytes),
        path.hasSuffix("chat_template.jinja") ? root.map { tokens(of: $0) } ?? [] : []
      )
    }
    guard let root = try? JSONDocument(bytes).root else {
      throw TemplateFailure(.syntax, "the configuration is not valid JSON")
    }
    guard let templates = root["chat_template"] else {
      throw TemplateFailure(.missing, "the configuration has no chat_template")
    }
    var template = try ChatTemplate(name: path, source: try source(templates, wanted))
    if wanted == nil, templates.kind != .string, let other = try? source(templates, forToolsName),
      other != template.source
    {
      template = template.with(forTools: try ChatTemplate(name: path + "#" + forToolsName, source: other))
    }
    return (template, tokens(of: root))
  }

  private static func tokens(of root: JSONView) -> [(name: String, text: String)] {
    var tokens: [(name: String, text: String)] = []
    for name in ["bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token"] {
      guard let value = root[name] else { continue }
      let text = value.kind == .object ? value["content"] : value
      if let text, text.kind == .string, let string = try? text.string() { tokens.append((name, string)) }
    }
    return tokens
  }

  /// A template as text, or one of a list of named ones.
  private static func source(_ view: JSONView, _ wanted: String?) throws(TemplateFailure) -> [UInt8] {
    if view.kind == .string, let text = try? view.unescaped() { return text }
    var found: [(name: String, source: [UInt8])] = []
    view.forEachElement { element in
      if let name = try? element["name"]?.string(), let source = try? element["template"]?.unescaped() {
        found.append((name, source))
      }
    }
    view.forEachMember { key, value in
      if let name = try? key.string(), value.kind == .string, let source = try? value.unescaped() {
        found.append((name, source))
      }
    }
    let name = wanted ?? "default"
    if let match = found.first(where: { $0.name == name }) ?? (wanted == nil && found.count == 1 ? found.first : nil) {
      return match.source
    }
    guard !found.isEmpty else { throw TemplateFailure(.missing, "the configuration has no chat_template") }
    throw TemplateFailure(
      .missing,
      "there is no template '\(name)' in it, but \(found.map(\.name).joined(separator: ", ")): name one as FILE#NAME")
  }
}
