internal import PrepBytePairEncoding
import PrepRecords

/// Reads the two files of GPT-2's form: a JSON object from token to id, and a text with a merge a line.
struct VocabularyAndMergesReader {
  let vocabularyPath: String
  let mergesPath: String
  let name: String
  let pattern: String
  let specialTokens: [String: Token]?

  func read() throws(TokenizerFailure) -> Tokenizer {
    let document: JSONDocument
    let text = try FileBytes.read(vocabularyPath)
    try TokenizerReader.refusePointer(text, vocabularyPath)
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: vocabularyPath)
    }
    var vocabulary = try VocabularyReader(path: vocabularyPath, suffix: [], keepsTexts: false).read(document.root)
    let index = TokenIndex(vocabulary.builder.build())
    var merges = MergeListReader(index: index, isInAlphabet: true, capacity: 1 << 16)
    let lines = try FileBytes.read(mergesPath)
    try TokenizerReader.refusePointer(lines, mergesPath)
    var number = 0
    lines.withUnsafeBufferPointer { lines in
      var start = 0
      while start < lines.count, merges.fault == nil {
        number += 1
        let end = lines[start...].firstIndex(of: 0x0A) ?? lines.count
        var last = end
        if last > start, lines[last - 1] == 0x0D { last -= 1 }
        let line = UnsafeBufferPointer(rebasing: lines[start..<last])
        if !line.isEmpty, !(number == 1 && line.starts(with: "#version".utf8)) { merges.add(line, number: number) }
        start = end + 1
      }
    }
    merges.finish()
    if let fault = merges.fault {
      throw TokenizerFailure(
        .damaged, "line \(fault): not a merge of two tokens into a token of \(vocabularyPath)", path: mergesPath)
    }
    for token in vocabulary.foreign { _ = vocabulary.builder.add(token.id, token.text) }
    var entries = specialTokens?.map { SpecialTokens.Entry(name: $0.key, id: $0.value) } ?? []
    if specialTokens == nil {
      for name in ["<|endoftext|>", "<s>", "</s>", "<pad>", "<unk>", "<mask>"] {
        if let id = index.id(ofText: name) { entries.append(SpecialTokens.Entry(name: name, id: id)) }
      }
    }
    for entry in entries where !vocabulary.builder.markSpecial(entry.id) {
      _ = vocabulary.builder.add(entry.id, entry.name.utf8, isSpecial: true)
    }
    let special = SpecialTokens(
      entries, endOfText: entries.first { TokenizerReader.endNames.contains($0.name) }?.id,
      pad: entries.first { TokenizerReader.padNames.contains($0.name) }?.id)
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(list: merges.list, index: index, takesWholePieces: false, firstTokens: index.byteTokens),
        tokens: vocabulary.builder.build(), pattern: try PatternChoice.pattern(pattern, path: vocabularyPath),
        patternDescription: pattern, specialTokens: special))
  }
}

extension TokenIndex {
  /// The id of the token with the bytes of a text.
  func id(ofText text: String) -> Token? { Array(text.utf8).withUnsafeBufferPointer { id(of: $0) } }
}
