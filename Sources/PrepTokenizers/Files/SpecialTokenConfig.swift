internal import PrepBytePairEncoding
import PrepRecords

/// Reads special tokens from a `tokenizer_config.json`, where models with rank files keep them.
enum SpecialTokenConfig {
  static func read(_ path: String, tokenCount: Int, encoding: String?) throws(TokenizerFailure) -> [SpecialTokens.Entry]
  {
    let document: JSONDocument
    let bytes = try FileBytes.read(path)
    do throws(JSONError) { document = try JSONDocument(bytes) } catch {
      throw TokenizerFailure(.damaged, "\(error)", path: path)
    }
    var entries: [SpecialTokens.Entry] = []
    var fault: TokenizerFailure?
    document.root["added_tokens_decoder"]?.forEachMember { key, value in
      guard let name = try? key.string(), let id = Token(name), let content = try? value["content"]?.string(),
        !content.isEmpty
      else {
        fault = TokenizerFailure(.damaged, "added_tokens_decoder has an entry that is not a token", path: path)
        return
      }
      entries.append(SpecialTokens.Entry(name: content, id: id))
    }
    if let fault { throw fault }
    // Kimi names the rest of its 256 special ids after their numbers.
    if encoding == "kimi_k2" {
      let taken = Set(entries.map(\.id))
      for id in Token(tokenCount)..<Token(tokenCount + 256) where !taken.contains(id) {
        entries.append(SpecialTokens.Entry(name: "<|reserved_token_\(id)|>", id: id))
      }
    }
    return entries
  }
}
