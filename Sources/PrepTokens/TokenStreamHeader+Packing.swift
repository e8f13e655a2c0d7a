extension TokenStreamHeader {
  /// What the line of provenance that packing left says of the parts of a document; nil where it says nothing of that kind.
  private func packing(_ words: String) -> Substring? {
    let line = provenance.last { $0.contains("pack: ") }
    let entries = line?.split(separator: ", ") ?? []
    return entries.lazy.compactMap { $0.hasPrefix(words) ? $0.dropFirst(words.count) : nil }.first
  }

  /// How many tokens at the beginning of each part of a document but the first are those that end the part before.
  package var repeatedTokens: Int { packing("stride ").flatMap { Int($0) } ?? 0 }

  /// Whether each part of a document is filled up with padding of its own.
  package var padsParts: Bool { packing("documents multiples of ") != nil }
}
