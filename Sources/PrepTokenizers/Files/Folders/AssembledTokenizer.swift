internal import PrepBytePairEncoding
import PrepRecords

/// Makes the `tokenizer.json` of a folder with `vocab.json` and `merges.txt`, as the folder's class makes it.
struct AssembledTokenizer {
  let vocabularyPath: String
  let mergesPath: String
  let kind: VocabularyClass
  let side: SideFiles

  /// The text of the `tokenizer.json`.
  ///
  /// - Throws: ``TokenizerFailure`` for a file that cannot be read, a vocabulary that is none, and a token that the
  ///   class needs and the vocabulary does not have.
  func text() throws(TokenizerFailure) -> [UInt8] {
    let bytes = try FileBytes.read(vocabularyPath)
    try TokenizerReader.refusePointer(bytes, vocabularyPath)
    let vocabulary: JSONDocument
    do throws(JSONError) { vocabulary = try JSONDocument(bytes) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: vocabularyPath)
    }
    if vocabulary.root.kind != .object {
      throw TokenizerFailure(.damaged, "is not an object from token to id", path: vocabularyPath)
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("version")
    writer.string("1.0")
    writer.key("truncation")
    writer.null()
    writer.key("padding")
    writer.null()
    writer.key("added_tokens")
    AddedTokenReader.write(added(vocabulary.root), to: &writer)
    writer.key("normalizer")
    raw(kind.normalizer, to: &writer)
    let prefix = side.addsPrefixSpace ?? kind.addsPrefixSpace
    writer.key("pre_tokenizer")
    raw(kind.preTokenizer.with("\(prefix)", for: "PREFIX"), to: &writer)
    writer.key("post_processor")
    raw(try postProcessor(vocabulary.root).with("\(prefix)", for: "PREFIX"), to: &writer)
    writer.key("decoder")
    raw(kind.decoder.with("true", for: "PREFIX"), to: &writer)
    writer.key("model")
    try writeModel(vocabulary.root, to: &writer)
    writer.endObject()
    return writer.take() + [0x0A]
  }

  /// The name of the token that has a part: the folder's, or the class's where the folder says nothing.
  private func name(_ role: String) -> String? {
    side.names[role] ?? (side.unnamed.contains(role) ? nil : kind.names[role])
  }

  /// The added tokens: those that the folder lists, and behind them those that have a part and are not among them.
  private func added(_ vocabulary: JSONView) -> [AddedToken] {
    var tokens = side.tokens
    for role in SideFiles.roles {
      guard let name = name(role), !tokens.contains(where: { $0.name == Array(name.utf8) }) else { continue }
      let id = vocabulary[name]?.int.map { Token(clamping: $0) } ?? 0
      let flags = side.described[role]
      tokens.append(
        AddedToken(
          name: Array(name.utf8), id: id, isSpecial: true, isSingleWord: flags?.isSingleWord ?? false,
          stripsLeft: flags?.stripsLeft ?? false, stripsRight: flags?.stripsRight ?? false,
          isNormalized: flags?.isNormalized ?? false))
    }
    return tokens
  }

  private func postProcessor(_ vocabulary: JSONView) throws(TokenizerFailure) -> String {
    var text = kind.postProcessor
    for (word, role) in [("CLS", "cls_token"), ("SEP", "sep_token")] where text.contains(word) {
      // CLIP has no such parts of its own; its begin and end take them.
      let name = name(role) ?? name(role == "cls_token" ? "bos_token" : "eos_token")
      guard let name, let id = vocabulary[name]?.int else {
        throw TokenizerFailure(
          .damaged, "does not have the \(role) \(name ?? "") that \(kind.name) puts around texts", path: vocabularyPath)
      }
      text = text.with("\(id)", for: word + "ID").with(
        String(decoding: JSONWriter.text(name), as: UTF8.self), for: word)
    }
    return text
  }

  private func writeModel(_ vocabulary: JSONView, to writer: inout JSONWriter) throws(TokenizerFailure) {
    writer.beginObject()
    writer.key("type")
    writer.string("BPE")
    writer.key("dropout")
    writer.null()
    writer.key("unk_token")
    if kind.hasUnknown, let name = name("unk_token") { writer.string(name) } else { writer.null() }
    writer.key("continuing_subword_prefix")
    writer.null()
    writer.key("end_of_word_suffix")
    if kind.suffix.isEmpty { writer.null() } else { writer.string(kind.suffix) }
    for flag in ["fuse_unk", "byte_fallback", "ignore_merges"] {
      writer.key(flag)
      writer.bool(false)
    }
    writer.key("vocab")
    writer.raw(vocabulary)
    writer.key("merges")
    writer.beginArray()
    let lines = try FileBytes.read(mergesPath)
    try TokenizerReader.refusePointer(lines, mergesPath)
    for line in lines.split(separator: 0x0A) where !line.starts(with: "#version".utf8) {
      let line = line.last == 0x0D ? line.dropLast() : line
      if !line.isEmpty { writer.string(Array(line)) }
    }
    writer.endArray()
    writer.endObject()
  }

  private func raw(_ text: String, to writer: inout JSONWriter) {
    Array(text.utf8).withUnsafeBytes { writer.raw($0) }
  }
}
