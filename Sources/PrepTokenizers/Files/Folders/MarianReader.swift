internal import PrepBytePairEncoding
import PrepRecords
internal import PrepSubwords

/// Reads a folder of Marian: pieces by `source.spm`, their ids from `vocab.json`.
///
/// A piece that the vocabulary does not have is its `<unk>`; a run of characters that the pieces do not have is a text of
/// its own, which the vocabulary may have from the other language; texts end with `</s>`: as `MarianTokenizer` of
/// transformers has it.
struct MarianReader {
  /// The SentencePiece model and the vocabulary.
  let modelPath: String
  let vocabularyPath: String
  let name: String

  func read() throws(TokenizerFailure) -> Tokenizer {
    let bytes = try FileBytes.read(modelPath)
    try TokenizerReader.refusePointer(bytes, modelPath)
    guard let file = SentencePieceFile(bytes) else {
      throw TokenizerFailure(.damaged, "is not a SentencePiece model", path: modelPath)
    }
    let text = try FileBytes.read(vocabularyPath)
    try TokenizerReader.refusePointer(text, vocabularyPath)
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: vocabularyPath)
    }
    var ids: [[UInt8]: Token] = [:]
    var builder = TokenBytesBuilder(tokenCapacity: 1 << 16, textCapacity: 1 << 20)
    var fault: String?
    document.root.forEachMember { key, value in
      guard let piece = try? key.unescaped(), let id = value.int, id >= 0, id < 1 << 24 else {
        fault = "has a piece that is not a text, or an id that is not a number from 0 to 2^24"
        return
      }
      ids[piece] = Token(id)
      if !piece.isEmpty, !builder.add(Token(id), piece) { fault = "the id \(id) stands twice" }
    }
    if let fault { throw TokenizerFailure(.damaged, fault, path: vocabularyPath) }
    guard let unknown = ids[Array("<unk>".utf8)] else {
      throw TokenizerFailure(.damaged, "has no <unk>", path: vocabularyPath)
    }
    let own = try SentencePieceReader(path: modelPath, name: name).read(file)
    guard let subwords = own.storage.subwords, var preparation = own.storage.preparation else { return own }
    var added: [AddedToken] = []
    for name in ["</s>", "<unk>", "<pad>"] {
      guard let id = ids[Array(name.utf8)], builder.markSpecial(id) else { continue }
      added.append(AddedToken(name: Array(name.utf8), id: id, isSpecial: true))
    }
    preparation.rawTokens = AddedTokenMatcher(added)
    let end = ids[Array("</s>".utf8)]
    let template = TextTemplate(prefix: [], suffix: end.map { [$0] } ?? [])
    let tokens = builder.build()
    let map = file.pieces.map { ids[$0.text] ?? unknown }
    let ownTexts = Set(file.pieces.map(\.text))
    let others = ids.filter { !ownTexts.contains($0.key) }
    let unknownPiece = Token(file.pieces.firstIndex { $0.kind == .unknown } ?? 0)
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(tokens)),
        subwords: SubwordVocabulary(
          model: RenumberedModel(subwords.model, map, unknown: unknownPiece, others: others), kind: subwords.kind,
          reference: "transformers' MarianTokenizer",
          decoder: subwords.decoder, description: subwords.description + Array("\(map)".utf8)),
        tokens: tokens, pattern: .byteLevel, patternDescription: own.patternDescription,
        specialTokens: SpecialTokens(added, template), preparation: preparation, template: template))
  }
}
