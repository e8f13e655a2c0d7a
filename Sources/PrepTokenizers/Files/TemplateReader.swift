internal import PrepBytePairEncoding
import PrepRecords

/// Reads from the post-processors of a `tokenizer.json` which tokens stand around one text.
struct TemplateReader {
  let path: String

  func read(_ view: JSONView?) throws(TokenizerFailure) -> TextTemplate {
    guard let view, view.kind == .object else { return TextTemplate() }
    let type = (try? view["type"]?.string()) ?? ""
    switch type {
    case "ByteLevel": return TextTemplate()
    case "RobertaProcessing", "BertProcessing":
      let separator = second(view["sep"])
      var template = TextTemplate(
        prefix: second(view["cls"]), suffix: separator,
        pair: (type == "BertProcessing" ? separator : separator + separator, separator))
      if type == "BertProcessing" {
        template.types.second = 1
        template.types.pairSuffix = [1]
      }
      return template
    case "TemplateProcessing": return template(view)
    case "Sequence":
      var all = TextTemplate()
      var members: [JSONView] = []
      view["processors"]?.forEachElement { members.append($0) }
      for member in members {
        let inner = try read(member)
        all.prefix = inner.prefix + all.prefix
        all.suffix += inner.suffix
        if let pair = inner.pair { all.pair = pair }
        if inner.types.areTold { all.types = inner.types }
      }
      return all
    default: throw TokenizerFailure(.unsupported, "the post-processor \(type) is not supported", path: path)
    }
  }

  /// The id in a pair of name and id.
  private func second(_ view: JSONView?) -> [Token] {
    var ids: [Token] = []
    view?.forEachElement { if let id = $0.int { ids.append(Token(id)) } }
    return ids
  }

  private func template(_ view: JSONView) -> TextTemplate {
    let single = stretches(view["single"], view["special_tokens"])
    let pair = stretches(view["pair"], view["special_tokens"])
    var template = TextTemplate(
      prefix: single.first?.ids ?? [], suffix: single.count > 1 ? single[1].ids : [],
      pair: pair.count == 3 ? (pair[1].ids, pair[2].ids) : nil)
    if single.count > 1 {
      (template.types.prefix, template.types.text) = (single[0].types, single[1].text)
      template.types.suffix = single[1].types
    }
    if pair.count == 3 {
      (template.types.pairPrefix, template.types.first, template.types.middle) = (
        pair[0].types, pair[1].text, pair[1].types
      )
      (template.types.second, template.types.pairSuffix) = (pair[2].text, pair[2].types)
    }
    return template
  }

  /// Tokens between texts with their types, and the type of the text before them.
  private struct Stretch {
    var text: UInt8 = 0
    var ids: [Token] = []
    var types: [UInt8] = []
  }

  /// The tokens before, between and behind the texts of a template.
  private func stretches(_ parts: JSONView?, _ tokens: JSONView?) -> [Stretch] {
    var stretches = [Stretch()]
    func type(_ view: JSONView) -> UInt8 { view["type_id"]?.int.flatMap { UInt8(exactly: $0) } ?? 0 }
    parts?.forEachElement { part in
      if let text = part["Sequence"] { return stretches.append(Stretch(text: type(text))) }
      guard let token = part["SpecialToken"], let name = try? token["id"]?.string() else { return }
      tokens?[name]?["ids"]?.forEachElement {
        guard let id = $0.int else { return }
        stretches[stretches.count - 1].ids.append(Token(id))
        stretches[stretches.count - 1].types.append(type(token))
      }
    }
    return stretches
  }
}
