internal import PrepBytePairEncoding
import PrepRecords

/// A `tokenizer.json` that gets more tokens: all that it does to texts and around them stays as it is written.
package struct ContinuedFile: Sendable {
  private let text: [UInt8]
  /// The tokens that are added to its model.
  private let added: [AddedToken]
  /// How many merges it has.
  private let mergeCount: Int

  init(_ text: [UInt8], _ contents: VocabularyContents) {
    self.text = text
    added = contents.addedTokens
    mergeCount = contents.merges.count
  }

  /// The bytes of the file with the tokens and merges that a training added to its own.
  ///
  /// - Throws: ``TokenizerFailure`` when a new token is written like another one, which a `tokenizer.json` cannot tell
  ///   apart.
  package func write(_ contents: VocabularyContents) throws(TokenizerFailure) -> [UInt8] {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)")
    }
    let known = Set(added.map(\.name))
    let special = contents.specialTokens.filter { !known.contains(Array($0.name.utf8)) }
      .map { AddedToken(name: Array($0.name.utf8), id: $0.id, isSpecial: true) }
    var writer = JSONWriter(indentation: 1)
    var fault: TokenizerFailure?
    writer.beginObject()
    document.root.forEachMember { key, value in
      guard let name = try? key.string() else { return }
      writer.key(name)
      switch name {
      case "added_tokens": AddedTokenReader.write(added + special, to: &writer)
      case "model":
        do throws(TokenizerFailure) { try writeModel(value, contents, special, to: &writer) } catch { fault = error }
      default: writer.raw(value)
      }
    }
    writer.endObject()
    if let fault { throw fault }
    return writer.take() + [0x0A]
  }

  private func writeModel(
    _ model: JSONView, _ contents: VocabularyContents, _ special: [AddedToken], to writer: inout JSONWriter
  ) throws(TokenizerFailure) {
    var fault: TokenizerFailure?
    writer.beginObject()
    model.forEachMember { key, value in
      guard let name = try? key.string() else { return }
      writer.key(name)
      switch name {
      case "vocab":
        do throws(TokenizerFailure) { try writeTokens(value, contents, special, to: &writer) } catch { fault = error }
      case "merges": writeMerges(value, contents, to: &writer)
      default: writer.raw(value)
      }
    }
    writer.endObject()
    if let fault { throw fault }
  }

  /// Writes the old tokens, the added ones, whose ids are read from here alone once others follow them, and the new ones.
  private func writeTokens(
    _ tokens: JSONView, _ contents: VocabularyContents, _ special: [AddedToken], to writer: inout JSONWriter
  ) throws(TokenizerFailure) {
    var written = Set<[UInt8]>()
    var ids = Set<Int>()
    writer.beginObject()
    tokens.forEachMember { key, id in
      guard let text = try? key.unescaped() else { return }
      text.withUnsafeBytes { writer.key($0) }
      writer.raw(id)
      written.insert(text)
      if let id = id.int { ids.insert(id) }
    }
    var more = (added + special).filter { !written.contains($0.name) && !ids.contains(Int($0.id)) }
      .map { (text: $0.name, id: Int($0.id)) }
    ids.formUnion(more.map(\.id))
    for (id, bytes) in contents.tokens.enumerated() where !bytes.isEmpty && !ids.contains(id) {
      more.append((ByteAlphabet.text(of: bytes), id))
    }
    for token in more.sorted(by: { $0.id < $1.id }) {
      guard written.insert(token.text).inserted else {
        throw TokenizerFailure(
          .unsupported,
          "the new token \(String(decoding: token.text, as: UTF8.self)) is written like another one, which a tokenizer.json cannot tell apart; --cut-at keeps texts from being joined to it"
        )
      }
      token.text.withUnsafeBytes { writer.key($0) }
      writer.int(token.id)
    }
    writer.endObject()
  }

  /// Writes the old merges as they are, and the new ones in the same form: a text with a blank, or a pair.
  private func writeMerges(_ merges: JSONView, _ contents: VocabularyContents, to writer: inout JSONWriter) {
    var arePairs = true
    writer.beginArray()
    merges.forEachElement {
      arePairs = $0.kind == .array
      writer.raw($0)
    }
    for merge in contents.merges[mergeCount...] {
      let parts = [merge.left, merge.right].map { ByteAlphabet.text(of: contents.tokens[Int($0)]) }
      if arePairs {
        writer.beginArray()
        for part in parts { writer.string(part) }
        writer.endArray()
      } else {
        writer.string(parts[0] + [0x20] + parts[1])
      }
    }
    writer.endArray()
  }
}
