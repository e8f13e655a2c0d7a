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
      return TextTemplate(prefix: second(view["cls"]), suffix: second(view["sep"]))
    case "TemplateProcessing": return template(view)
    case "Sequence":
      var all = TextTemplate()
      var members: [JSONView] = []
      view["processors"]?.forEachElement { members.append($0) }
      for member in members {
        let inner = try read(member)
        all.prefix = inner.prefix + all.prefix
        all.suffix += inner.suffix
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
    var template = TextTemplate()
    var isAfter = false
    view["single"]?.forEachElement { part in
      if part["Sequence"] != nil {
        isAfter = true
        return
      }
      guard let name = try? part["SpecialToken"]?["id"]?.string() else { return }
      var ids: [Token] = []
      view["special_tokens"]?[name]?["ids"]?.forEachElement { if let id = $0.int { ids.append(Token(id)) } }
      if isAfter { template.suffix += ids } else { template.prefix += ids }
    }
    return template
  }
}
