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
      return TextTemplate(
        prefix: second(view["cls"]), suffix: separator,
        pair: (type == "BertProcessing" ? separator : separator + separator, separator))
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
    return TextTemplate(
      prefix: single.first ?? [], suffix: single.count > 1 ? single[1] : [],
      pair: pair.count == 3 ? (pair[1], pair[2]) : nil)
  }

  /// The tokens before, between and behind the texts of a template.
  private func stretches(_ parts: JSONView?, _ tokens: JSONView?) -> [[Token]] {
    var stretches: [[Token]] = [[]]
    parts?.forEachElement { part in
      if part["Sequence"] != nil { return stretches.append([]) }
      guard let name = try? part["SpecialToken"]?["id"]?.string() else { return }
      tokens?[name]?["ids"]?.forEachElement {
        if let id = $0.int { stretches[stretches.count - 1].append(Token(id)) }
      }
    }
    return stretches
  }
}
