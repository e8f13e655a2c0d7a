import PrepRecords
import PrepTokenizers

/// The texts of control tokens: those of the tokenizer, and marks that other templates write.
struct SpecialNames: Sendable {
  /// Marks of templates that are control tokens somewhere.
  private static let common = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
    "<|begin_of_text|>",
    "<|end_of_text|>", "<s>", "</s>", "[INST]", "[/INST]", "<<SYS>>", "<start_of_turn>", "<end_of_turn>", "<bos>",
    "<eos>",
    "<|start|>", "<|message|>", "<|channel|>", "<|return|>", "<|end|>",
  ]

  /// The names by their first byte.
  private let byFirst: [(first: UInt8, names: [[UInt8]])]
  /// By token, up to the last of them, whether it is one byte of a character of several.
  private let fragments: [Bool]
  let begin: [UInt8]?
  let end: [UInt8]?
  let padIsEnd: Bool

  init(_ tokenizer: Tokenizer) {
    let special = tokenizer.specialTokens
    var names = Set(Self.common.map { Array($0.utf8) })
    // Names without any mark would match words.
    for entry in special.entries where entry.name.utf8.count > 2 && !entry.name.allSatisfy(\.isLetter) {
      names.insert(Array(entry.name.utf8))
    }
    byFirst = Dictionary(grouping: names.sorted { $0.lexicographicallyPrecedes($1) }) { $0[0] }.sorted {
      $0.key < $1.key
    }
    .map { ($0.key, $0.value.sorted { $0.count > $1.count }) }
    func name(_ token: UInt32?) -> [UInt8]? {
      token.flatMap { token in special.entries.first { $0.id == token }.map { Array($0.name.utf8) } }
    }
    begin = name(special.beginOfText)
    end = name(special.endOfText)
    padIsEnd = special.pad != nil && special.pad == special.endOfText
    let bytes = (UInt8(0x80)...0xFF).compactMap { tokenizer.token(for: [$0]).map { Int($0) } }
    var fragments = [Bool](repeating: false, count: (bytes.max() ?? -1) + 1)
    for token in bytes { fragments[token] = true }
    self.fragments = fragments
  }

  /// Whether a token is one byte of a character of several.
  func isFragment(_ token: UInt32) -> Bool { Int(token) < fragments.count && fragments[Int(token)] }

  /// The first control token written in a text: its position and name.
  func first(in text: UnsafeBufferPointer<UInt8>) -> (position: Int, name: [UInt8])? {
    var best: (Int, [UInt8])?
    for (first, names) in byFirst {
      var position = 0
      while let found = Bytes.find(first, in: text, from: position), best.map({ found < $0.0 }) ?? true {
        if let name = names.first(where: { matches($0, text, found) }) {
          best = (found, name)
          break
        }
        position = found + 1
      }
    }
    return best
  }

  /// Whether a name stands at a position; a slash may be escaped in JSON.
  private func matches(_ name: [UInt8], _ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    var position = start
    for byte in name {
      if byte == UInt8(ascii: "/"), position + 1 < text.count, text[position] == UInt8(ascii: "\\") { position += 1 }
      guard position < text.count, text[position] == byte else { return false }
      position += 1
    }
    return true
  }
}
