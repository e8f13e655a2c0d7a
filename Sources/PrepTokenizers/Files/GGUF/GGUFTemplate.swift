/// The chat template of a GGUF file.
package enum GGUFTemplate {
  /// The template as text, and the names of the tokens that it may ask for; nil where the file has none.
  ///
  /// - Throws: ``TokenizerFailure`` for a file that cannot be read, or is none.
  package static func read(_ path: String) throws(TokenizerFailure) -> (
    source: [UInt8], tokens: [(name: String, text: String)]
  )? {
    let metadata = try GGUFMetadata(path: path)
    guard let source = metadata.text("tokenizer.chat_template") else { return nil }
    let texts = metadata.texts("tokenizer.ggml.tokens") ?? []
    var tokens: [(name: String, text: String)] = []
    for (name, role) in [
      ("bos_token", "bos"), ("eos_token", "eos"), ("pad_token", "padding"), ("unk_token", "unknown"),
    ] {
      guard let id = metadata.integer("tokenizer.ggml.\(role)_token_id"), texts.indices.contains(id) else { continue }
      tokens.append((name, String(decoding: texts[id], as: UTF8.self)))
    }
    return (source, tokens)
  }
}
