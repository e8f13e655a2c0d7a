internal import PrepBytePairEncoding
import PrepRecords

/// Reads from the post-processors of a `tokenizer.json` which tokens stand around one text.
struct TemplateReader {
  let path: String

  func read(_ view: JSONView?) throws(TokenizerFailure) -> TextTemplate {
    guard let view, view.kind == .object else { return TextTemplate() }
    let type = (try? view["type"]?.string()) ?? ""
    let trims = view["trim_offsets"]?.bool ?? true ? [view["add_prefix_space"]?.bool ?? true] : []
    switch type {
    case "ByteLevel":
      var template = TextTemplate()
      template.trims = trims
      return template
    case "RobertaProcessing", "BertProcessing":
      let separator = second(view["sep"])
      var template = TextTemplate(
        prefix: second(view["cls"]), suffix: separator,
        pair: (type == "BertProcessing" ? separator : separator + separator, separator))
      if type == "BertProcessing" {
        template.types = .bert
      } else {
        template.trims = trims
      }
      return template
    case "TemplateProcessing": return try template(view)
    case "Sequence":
      var all = TextTemplate()
      var members: [JSONView] = []
      view["processors"]?.forEachElement { members.append($0) }
      for member in members {
        let inner = try read(member)
        let trims = all.trims + inner.trims
        if !inner.addsNothing {
          // The second takes what the first put around a text for a text.
          if !all.addsNothing {
            throw unsupported("two post-processors put tokens around texts, which is not supported")
          }
          all = inner
        }
        all.trims = trims
      }
      return all
    default: throw unsupported("the post-processor \(type) is not supported")
    }
  }

  /// The id in a pair of name and id.
  private func second(_ view: JSONView?) -> [Token] {
    var ids: [Token] = []
    view?.forEachElement { if let id = $0.int { ids.append(Token(id)) } }
    return ids
  }

  private func template(_ view: JSONView) throws(TokenizerFailure) -> TextTemplate {
    let single = stretches(view["single"], view["special_tokens"])
    guard single.dropFirst().map(\.name) == ["A"] else {
      throw unsupported("a TemplateProcessing that does not have its text exactly once is not supported")
    }
    var template = TextTemplate(prefix: single[0].ids, suffix: single[1].ids)
    (template.types.prefix, template.types.text) = (single[0].types, single[1].text)
    template.types.suffix = single[1].types
    let pair = stretches(view["pair"], view["special_tokens"])
    if pair.count == 1 { return template }
    guard pair.dropFirst().map(\.name) == ["A", "B"] else {
      throw unsupported("a TemplateProcessing that does not have its two texts once each, in order, is not supported")
    }
    template.pair = (pair[1].ids, pair[2].ids)
    if pair[0].ids != template.prefix { template.pairPrefix = pair[0].ids }
    (template.types.pairPrefix, template.types.first, template.types.middle) = (
      pair[0].types, pair[1].text, pair[1].types
    )
    (template.types.second, template.types.pairSuffix) = (pair[2].text, pair[2].types)
    return template
  }

  private func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: path)
  }

  /// Tokens between texts with their types, and the type of the text before them.
  private struct Stretch {
    /// Which text that is.
    var name = ""
    var text: UInt8 = 0
    var ids: [Token] = []
    var types: [UInt8] = []
  }

  /// The tokens before, between and behind the texts of a template.
  private func stretches(_ parts: JSONView?, _ tokens: JSONView?) -> [Stretch] {
    var stretches = [Stretch()]
    func type(_ view: JSONView) -> UInt8 { view["type_id"]?.int.flatMap { UInt8(exactly: $0) } ?? 0 }
    parts?.forEachElement { part in
      if let text = part["Sequence"] {
        return stretches.append(Stretch(name: (try? text["id"]?.string()) ?? "", text: type(text)))
      }
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
