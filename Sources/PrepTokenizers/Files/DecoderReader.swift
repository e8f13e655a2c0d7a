import PrepRecords

/// Reads the decoder of a `tokenizer.json`.
struct DecoderReader {
  let path: String

  /// The steps; nil where the file has no decoder.
  func read(_ view: JSONView?) throws(TokenizerFailure) -> [TextDecoder]? {
    guard let view, view.kind == .object else { return nil }
    switch try? view["type"]?.string() {
    case "ByteLevel": return [.byteLevel]
    case "WordPiece":
      return [.wordPiece(prefix: bytes(view["prefix"]) ?? Array("##".utf8), cleansUp: view["cleanup"]?.bool ?? true)]
    case "Metaspace":
      let scheme =
        (try? view["prepend_scheme"]?.string()) ?? (view["add_prefix_space"]?.bool == false ? "never" : "always")
      return [.metaspace(mark: bytes(view["replacement"]) ?? Array("▁".utf8), dropsFirst: scheme != "never")]
    case "BPEDecoder": return [.wordEnds(suffix: bytes(view["suffix"]) ?? Array("</w>".utf8))]
    case "ByteFallback": return [.byteFallback]
    case "Fuse": return [.fuse]
    case "Strip":
      return [.strip(bytes(view["content"]) ?? [], start: view["start"]?.int ?? 0, stop: view["stop"]?.int ?? 0)]
    case "Replace":
      guard let old = bytes(view["pattern"]?["String"]) else {
        throw TokenizerFailure(.unsupported, "a decoder that replaces an expression is not supported", path: path)
      }
      return [.replace(old, bytes(view["content"]) ?? [])]
    case "CTC":
      return [
        .speech(
          pad: bytes(view["pad_token"]) ?? Array("<pad>".utf8),
          delimiter: bytes(view["word_delimiter_token"]) ?? [0x7C],
          cleansUp: view["cleanup"]?.bool ?? true)
      ]
    case "Sequence":
      var members: [JSONView] = []
      view["decoders"]?.forEachElement { members.append($0) }
      var steps: [TextDecoder] = []
      for member in members { steps += try read(member) ?? [] }
      return steps
    case let other:
      throw TokenizerFailure(.unsupported, "the decoder \(other ?? "without a type") is not supported", path: path)
    }
  }

  private func bytes(_ view: JSONView?) -> [UInt8]? {
    guard let view, view.kind == .string else { return nil }
    return try? view.unescaped()
  }
}
