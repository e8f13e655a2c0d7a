package import PrepBytePairEncoding
import PrepRecords

/// A tokenizer without the tokens that some texts have no use for, with equal cuts of these texts.
package struct PrunedTokenizer: Sendable {
  /// The bytes of its `tokenizer.json`.
  package let file: [UInt8]
  /// The id that each token had before, by the one it has now.
  package let oldIDs: [Token]

  /// Leaves out tokens.
  ///
  /// What stays besides those that are used: added tokens, the unknown one, those that the template names, bytes and
  /// single characters, and for each token all that is merged on the way to it. With these the merges that made the
  /// tokens of a text are all there, in their order, and no others, so that the text is cut as before. Of scored pieces
  /// the worst stays too, by which unknown characters are scored.
  ///
  /// - Parameter used: Which ids are used.
  /// - Throws: ``TokenizerFailure`` for a tokenizer that cannot be written as a `tokenizer.json`.
  package init(_ tokenizer: Tokenizer, keeping used: Set<Token>) throws(TokenizerFailure) {
    let text = try tokenizer.tokenizerJSON()
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw TokenizerFailure(.damaged, "its file is not valid JSON: \(error)", path: tokenizer.name)
    }
    let root = document.root
    guard let model = root["model"], model.kind == .object else {
      throw TokenizerFailure(.damaged, "its file has no model", path: tokenizer.name)
    }
    var vocabulary = Vocabulary(model)
    let added = Set(tokenizer.addedTokens.map(\.name))
    let named = Set(TokenizerBlueprint.namesInTemplate(root["post_processor"]).map { Array($0.utf8) })
    for token in vocabulary.tokens
    where used.contains(token.id) || added.contains(token.text) || named.contains(token.text)
      || vocabulary.isSingle(token.text)
    {
      vocabulary.kept.insert(token.id)
    }
    vocabulary.keepWhatIsNeeded(model)
    let kept = vocabulary.tokens.filter { vocabulary.kept.contains($0.id) }
    // Added tokens that the model does not have follow it, in their order.
    let behind = tokenizer.addedTokens.filter { vocabulary.ids[$0.name] == nil }
    oldIDs = kept.map(\.id) + behind.map(\.id)
    var ids: [[UInt8]: Token] = [:]
    for (id, token) in (kept.map(\.text) + behind.map(\.name)).enumerated() { ids[token] = Token(id) }
    file = Self.write(root, model, vocabulary, ids, tokenizer.addedTokens)
  }

  private static func write(
    _ root: JSONView, _ model: JSONView, _ vocabulary: Vocabulary, _ ids: [[UInt8]: Token], _ added: [AddedToken]
  ) -> [UInt8] {
    var writer = JSONWriter(indentation: 1)
    writer.beginObject()
    root.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      writer.key(name)
      switch name {
      case "added_tokens":
        AddedTokenReader.write(
          added.map { token in
            var token = token
            token.id = ids[token.name] ?? token.id
            return token
          }, to: &writer)
      case "post_processor":
        let text = value.withUnsafeBytes { Array($0) }
        TemplateIDs.renumbered(text, ids).withUnsafeBytes { writer.raw($0) }
      case "model": write(model, vocabulary, ids, to: &writer)
      default: writer.raw(value)
      }
    }
    writer.endObject()
    return writer.take() + [0x0A]
  }

  private static func write(
    _ model: JSONView, _ vocabulary: Vocabulary, _ ids: [[UInt8]: Token], to writer: inout JSONWriter
  ) {
    writer.beginObject()
    model.forEachMember { key, value in
      let name = (try? key.string()) ?? ""
      writer.key(name)
      switch (name, value.kind) {
      case ("vocab", .object):
        writer.beginObject()
        for token in vocabulary.tokens where vocabulary.kept.contains(token.id) {
          token.text.withUnsafeBytes { writer.key($0) }
          writer.int(ids[token.text] ?? 0)
        }
        writer.endObject()
      case ("vocab", .array):
        writer.beginArray()
        var id: Token = 0
        value.forEachElement { piece in
          if vocabulary.kept.contains(id) { writer.raw(piece) }
          id += 1
        }
        writer.endArray()
      case ("unk_id", .number): writer.int(vocabulary.place(of: value.int ?? 0))
      case ("merges", .array):
        writer.beginArray()
        value.forEachElement { merge in
          if let (left, right, made) = vocabulary.parts(of: merge),
            [left, right, made].allSatisfy({ vocabulary.kept.contains($0) })
          {
            writer.raw(merge)
          }
        }
        writer.endArray()
      default: writer.raw(value)
      }
    }
    writer.endObject()
  }

  /// The tokens of a model, and which of them stay.
  private struct Vocabulary {
    /// By id.
    var tokens: [(text: [UInt8], id: Token)] = []
    var ids: [[UInt8]: Token] = [:]
    var kept: Set<Token> = []
    private var scores: [Double] = []
    private let prefix: [UInt8]
    private let suffix: [UInt8]

    init(_ model: JSONView) {
      prefix = (try? model["continuing_subword_prefix"]?.unescaped()) ?? []
      suffix = (try? model["end_of_word_suffix"]?.unescaped()) ?? []
      guard let vocabulary = model["vocab"] else { return }
      if vocabulary.kind == .array {
        vocabulary.forEachElement { piece in
          var text: [UInt8]?
          piece.forEachElement {
            if text == nil { text = (try? $0.unescaped()) ?? [] } else { scores.append($0.double ?? 0) }
          }
          tokens.append((text ?? [], Token(tokens.count)))
        }
      } else {
        vocabulary.forEachMember { key, value in
          if let text = try? key.unescaped(), let id = value.int { tokens.append((text, Token(clamping: id))) }
        }
        tokens.sort { $0.id < $1.id }
      }
      for token in tokens { ids[token.text] = token.id }
    }

    /// Whether a token is one that texts begin as: a byte or a character, whatever marks its place.
    func isSingle(_ token: [UInt8]) -> Bool {
      if token.count == 6, token.starts(with: "<0x".utf8) { return true }
      var text = token[...]
      if !prefix.isEmpty, text.starts(with: prefix) { text = text.dropFirst(prefix.count) }
      if !suffix.isEmpty, text.suffix(suffix.count).elementsEqual(suffix) { text = text.dropLast(suffix.count) }
      return String(decoding: text, as: UTF8.self).unicodeScalars.count <= 1
    }

    /// What else has to stay for the tokens that do.
    mutating func keepWhatIsNeeded(_ model: JSONView) {
      if let unknown = try? model["unk_token"]?.unescaped(), let id = ids[unknown] { kept.insert(id) }
      if let unknown = model["unk_id"]?.int { kept.insert(Token(clamping: unknown)) }
      if let worst = scores.indices.min(by: { scores[$0] < scores[$1] }) { kept.insert(Token(worst)) }
      var merges: [(left: Token, right: Token, made: Token)] = []
      model["merges"]?.forEachElement { if let parts = parts(of: $0) { merges.append(parts) } }
      while true {
        let before = kept.count
        // What a token is made of is made before it.
        for merge in merges.reversed() where kept.contains(merge.made) {
          kept.insert(merge.left)
          kept.insert(merge.right)
        }
        if kept.count == before { return }
      }
    }

    /// The ids of a merge: what it joins, and what it makes.
    func parts(of merge: JSONView) -> (left: Token, right: Token, made: Token)? {
      var sides: [[UInt8]] = []
      if merge.kind == .string {
        sides = ((try? merge.unescaped()) ?? []).split(separator: 0x20, omittingEmptySubsequences: false).map {
          Array($0)
        }
      } else {
        merge.forEachElement { sides.append((try? $0.unescaped()) ?? []) }
      }
      guard sides.count == 2, let left = ids[sides[0]], let right = ids[sides[1]] else { return nil }
      let rest = !prefix.isEmpty && sides[1].starts(with: prefix) ? Array(sides[1].dropFirst(prefix.count)) : sides[1]
      return ids[sides[0] + rest].map { (left, right, $0) }
    }

    /// The number of an id among those that stay.
    func place(of id: Int) -> Int { tokens.count { $0.id < Token(clamping: id) && kept.contains($0.id) } }
  }
}
