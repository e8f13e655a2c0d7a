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
    var entries = try specialTokens(root, specialCount)
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

  /// The versions whose files may have no list of special tokens.
  private static let versionsWithoutList: Set<String> = ["v1", "v2", "v3", "v7"]

  /// The special tokens that the file lists, or those that its version has.
  ///
  /// - Throws: ``TokenizerFailure`` for a list in which two are one, or one has no id, and where a version that lists
  ///   them has no list: mistral-common reads none of these.
  private func specialTokens(_ root: JSONView, _ count: Int) throws(TokenizerFailure) -> [SpecialTokens.Entry] {
    func damaged(_ message: String) -> TokenizerFailure { TokenizerFailure(.damaged, message, path: path) }
    guard let list = root["special_tokens"], !list.isNull else {
      let version = try? root["config"]?["version"]?.string()
      if let version, !Self.versionsWithoutList.contains(version) {
        throw damaged("has no special_tokens, which a file of version \(version) lists")
      }
      if count < Self.initialNames.count { return [] }
      return Self.initialNames.enumerated().map { SpecialTokens.Entry(name: $1, id: Token($0)) }
    }
    var entries: [SpecialTokens.Entry] = []
    var names: Set<String> = []
    var ids: Set<Int> = []
    var fault: String?
    list.forEachElement { entry in
      guard fault == nil else { return }
      guard let id = entry["rank"]?.int, let name = try? entry["token_str"]?.string() else {
        fault = "special_tokens has an entry without rank or token_str"
        return
      }
      if id < 0 || id >= count {
        fault = "the special token \(name) has the rank \(id), and there are \(count) special tokens"
      } else if !names.insert(name).inserted || !ids.insert(id).inserted {
        fault = "special_tokens has \(name) or the rank \(id) twice"
      }
      entries.append(SpecialTokens.Entry(name: name, id: Token(clamping: id)))
    }
    if let fault { throw damaged(fault) }
    return entries
  }
}
