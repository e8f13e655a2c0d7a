internal import PrepBytePairEncoding
import PrepRecords

/// Reads the added tokens of a `tokenizer.json`.
///
/// As in Hugging Face `tokenizers`, a token that the model has under the same text keeps the model's id; one that it
/// has not follows the largest id in use. The ids in the file are not looked at.
struct AddedTokenReader {
  let path: String
  /// The special tokens the caller gives instead of the file's.
  let given: [String: Token]?

  /// - Parameter more: Tokens that files beside it add; of one that the file has too they say what it is like.
  func read(_ list: JSONView?, _ ids: ModelTokenIDs, _ builder: inout TokenBytesBuilder, more: [AddedToken] = [])
    throws(TokenizerFailure) -> [AddedToken]
  {
    var added: [AddedToken] = []
    var fault: String?
    list?.forEachElement { entry in
      guard let content = try? entry["content"]?.unescaped(), (entry["id"]?.int ?? 0) >= 0 else {
        fault = "added_tokens has an entry without content, or a negative id"
        return
      }
      if content.isEmpty { return }
      let token = AddedToken(
        name: content, id: 0, isSpecial: entry["special"]?.bool ?? false,
        isSingleWord: entry["single_word"]?.bool ?? false, stripsLeft: entry["lstrip"]?.bool ?? false,
        stripsRight: entry["rstrip"]?.bool ?? false, isNormalized: entry["normalized"]?.bool ?? false)
      added.append(token)
    }
    if let fault { throw TokenizerFailure(.damaged, fault, path: path) }
    added = numbered(added + more, ids)
    if let given {
      added.removeAll { $0.isSpecial }
      added += given.map { AddedToken(name: Array($0.key.utf8), id: $0.value, isSpecial: true) }.sorted {
        $0.id < $1.id
      }
    }
    for token in added {
      if token.isSpecial, builder.markSpecial(token.id) { continue }
      if builder.has(token.id) { continue }
      _ = builder.add(token.id, token.name, isSpecial: token.isSpecial)
    }
    return added
  }

  private func numbered(_ tokens: [AddedToken], _ ids: ModelTokenIDs) -> [AddedToken] {
    var known: [[UInt8]: Int] = [:]
    var numbered: [AddedToken] = []
    var largest: Token?
    for token in tokens {
      var token = token
      if let place = known[token.name] {
        token.id = numbered[place].id
        numbered[place] = token
        continue
      }
      let size = Token(ids.count)
      token.id = ids.id(of: token.name) ?? largest.map { $0 >= size || size == 0 ? $0 + 1 : size } ?? size
      largest = max(largest ?? 0, token.id)
      known[token.name] = numbered.count
      numbered.append(token)
    }
    return numbered
  }

  /// Writes tokens as a `tokenizer.json` lists them.
  static func write(_ tokens: [AddedToken], to writer: inout JSONWriter) {
    writer.beginArray()
    for token in tokens {
      writer.beginObject()
      writer.key("id")
      writer.int(token.id)
      writer.key("content")
      writer.string(token.name)
      for (key, flag) in [
        ("single_word", token.isSingleWord), ("lstrip", token.stripsLeft), ("rstrip", token.stripsRight),
        ("normalized", token.isNormalized), ("special", token.isSpecial),
      ] {
        writer.key(key)
        writer.bool(flag)
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
