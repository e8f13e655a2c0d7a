extension TokenStreamHeader {
  /// What the line of provenance begins with that names labels by their numbers.
  package static let labelWords = "id2label: "

  /// The names of labels by their numbers, a JSON object; nil where labels have none.
  package var labelNames: String? {
    provenance.first { $0.hasPrefix(Self.labelWords) }.map { String($0.dropFirst(Self.labelWords.count)) }
  }

  /// What the line of provenance begins with that names the tokenizer's file.
  private static let tokenizerWords = "tokenizer file: "

  /// The file or folder of the tokenizer, as whoever tokenized named it; nil where a name was given.
  package var tokenizerFile: String? {
    provenance.last { $0.hasPrefix(Self.tokenizerWords) }.map { String($0.dropFirst(Self.tokenizerWords.count)) }
  }

  /// Notes the file or folder of the tokenizer.
  package mutating func remember(tokenizerFile path: String) { provenance.append(Self.tokenizerWords + path) }

  /// Whether several documents have one id: those that `tokenize --turns each` or `--overflow split-turns` makes of a
  /// conversation, and those of a record that holds several examples.
  package var repeatsIDs: Bool {
    maskPolicy.contains("turns each")
      || provenance.contains { $0.contains("tokenize: ") && $0.hasSuffix(Self.severalWords) }
  }

  /// What the line of provenance of tokenizing ends with where a record may become several documents.
  package static let severalWords = ", several documents a record"

  /// What the line of provenance that packing left says of the parts of a document; nil where it says nothing of that kind.
  private func packing(_ words: String) -> Substring? {
    let line = provenance.last { $0.contains("pack: ") }
    let entries = line?.split(separator: ", ") ?? []
    return entries.lazy.compactMap { $0.hasPrefix(words) ? $0.dropFirst(words.count) : nil }.first
  }

  /// How many tokens at the beginning of each part of a document but the first are those that end the part before.
  package var repeatedTokens: Int { packing("stride ").flatMap { Int($0) } ?? 0 }

  /// Whether each part of a document is filled up with padding of its own.
  package var padsParts: Bool { partMultiple > 1 }

  /// Each part of a document is filled up to a multiple of so many tokens.
  package var partMultiple: Int { packing("documents multiples of ").flatMap { Int($0) } ?? 1 }
}
