internal import PrepBytePairEncoding
import PrepRecords

/// Reads Mistral's `tekken.json`: ranks with base64 bytes, and special tokens that take the first ids.
struct TekkenReader {
  let path: String
  let name: String
  let pattern: String?

  /// The special tokens of files without a list of them, which are those of Mistral's versions 3 and 7, by id:
  /// mistral-common has the same.
  private static let initialNames = [
    "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
    "[/TOOL_RESULTS]",
    "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]", "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]",
  ]

  func read(_ root: JSONView) throws(TokenizerFailure) -> Tokenizer {
    let config = root["config"]
    let specialCount = config?["default_num_special_tokens"]?.int ?? 1000
    let size = config?["default_vocab_size"]?.int ?? .max
    guard let vocabulary = root["vocab"] else { throw TokenizerFailure(.damaged, "has no vocab", path: path) }
    var lines: [UInt8] = []
    var fault: String?
    // The same reader as for rank files; ranks beyond the vocabulary's size are not used.
    vocabulary.forEachElement { entry in
      guard let rank = entry["rank"]?.int, let bytes = try? entry["token_bytes"]?.unescaped() else {
        fault = "vocab has an entry without rank or token_bytes"
        return
      }
      guard rank < size - specialCount else { return }
      lines.append(contentsOf: bytes)
      lines.append(contentsOf: " \(rank + specialCount)\n".utf8)
    }
    if let fault { throw TokenizerFailure(.damaged, fault, path: path) }
    var builder = try RankFile.read(lines, path: path)
    var entries: [SpecialTokens.Entry] = []
    root["special_tokens"]?.forEachElement { entry in
      if let id = entry["rank"]?.int, id < specialCount, let text = try? entry["token_str"]?.string() {
        entries.append(SpecialTokens.Entry(name: text, id: Token(id)))
      }
    }
    if entries.isEmpty, specialCount >= Self.initialNames.count {
      entries = Self.initialNames.enumerated().map { SpecialTokens.Entry(name: $1, id: Token($0)) }
    }
    let taken = Set(entries.map(\.id))
    for id in 0..<Token(specialCount) where !taken.contains(id) {
      entries.append(SpecialTokens.Entry(name: "<SPECIAL_\(id)>", id: id))
    }
    let index = TokenIndex(builder.build())
    for entry in entries { _ = builder.add(entry.id, entry.name.utf8, isSpecial: true) }
    let given = pattern ?? "tekken"
    var split = try PatternChoice.pattern(given, path: path)
    var description = given
    if pattern == nil, let source = try? config?["pattern"]?.string() {
      split = try PatternChoice.matching(source, .fancyRegex, path: path)
      description = source
    }
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: index), tokens: builder.build(), pattern: split, patternDescription: description,
        specialTokens: SpecialTokens(
          entries, beginOfText: entries.first { $0.name == "<s>" }?.id,
          endOfText: entries.first { $0.name == "</s>" }?.id,
          pad: entries.first { $0.name == "<pad>" }?.id)))
  }
}
