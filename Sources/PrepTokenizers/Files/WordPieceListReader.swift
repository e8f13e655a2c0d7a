internal import PrepBytePairEncoding
import PrepRecords
internal import PrepSubwords

/// Makes the `tokenizer.json` of a `vocab.txt` of WordPiece with the files beside it, as transformers' `BertTokenizer`
/// and its kin make a tokenizer of them.
struct WordPieceListReader {
  let path: String
  let kind: WordPieceClass
  let side: SideFiles

  /// Whether some bytes are such a list: words a line, of which one is unknown.
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for _ in 0...20_000 {
        guard start < bytes.count else { return false }
        if bytes[start] == UInt8(ascii: "[") {
          let line = bytes[start...]
          if line.starts(with: "[UNK]".utf8) || line.starts(with: "[PAD]".utf8) { return true }
        }
        guard let end = bytes[start...].firstIndex(of: 0x0A) else { return false }
        start = end + 1
      }
      return false
    }
  }

  /// The text of the `tokenizer.json` without its vocabulary, which stands beside it, and what makes the whole text.
  ///
  /// - Throws: As ``text(_:)``.
  func parts(_ bytes: [UInt8]) throws(TokenizerFailure) -> (
    text: [UInt8], words: SubwordReader.Entries, whole: @Sendable () -> [UInt8]
  ) {
    let lines = try readLines(bytes)
    var words: SubwordReader.Entries = []
    words.reserveCapacity(lines.count)
    for (id, line) in lines.enumerated() where !line.isEmpty { words.append((line, Token(id))) }
    let text = try text(lines) { name in
      lines.lastIndex { $0.count == name.count && $0 == name }.map { Token($0) }
    } list: { _ in
    }
    return (text, words, { (try? self.text(bytes)) ?? [] })
  }

  /// The text of the `tokenizer.json`.
  ///
  /// - Throws: ``TokenizerFailure`` for bytes that are not UTF-8, and for a list without the token for what is unknown,
  ///   which texts need.
  func text(_ bytes: [UInt8]) throws(TokenizerFailure) -> [UInt8] {
    let lines = try readLines(bytes)
    // Of words that stand there twice the last counts.
    let ids = TokenTrie(lines.enumerated().filter { !$0.element.isEmpty }.map { ($0.element, Token($0.offset)) })
    return try text(lines) {
      ids.token(for: $0)
    } list: { writer in
      for (id, line) in lines.enumerated() where !line.isEmpty && ids.token(for: line) == Token(id) {
        line.withUnsafeBytes { writer.key($0) }
        writer.int(id)
      }
    }
  }

  private func readLines(_ bytes: [UInt8]) throws(TokenizerFailure) -> [[UInt8]] {
    if String(validating: bytes, as: UTF8.self) == nil {
      throw TokenizerFailure(.damaged, "is not UTF-8", path: path)
    }
    return lines(bytes)
  }

  /// - Parameters:
  ///   - find: The id of a word that is not empty; nil when it is not there.
  ///   - list: Writes the words and their ids.
  private func text(
    _ lines: [[UInt8]], find: ([UInt8]) -> Token?, list: (inout JSONWriter) -> Void
  ) throws(TokenizerFailure) -> [UInt8] {
    func id(of text: some Sequence<UInt8>) -> Token? {
      let text = Array(text)
      return text.isEmpty ? nil : find(text)
    }
    func name(_ role: String) -> String { side.names[role] ?? kind.names[role] ?? "" }
    guard id(of: name("unk_token").utf8) != nil else {
      throw TokenizerFailure(.damaged, "the unk_token \(name("unk_token")) is not in the vocabulary", path: path)
    }
    var added = side.tokens
    // Tokens that have a part and are no words follow the words.
    var roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]
    roles.removeAll { name($0).isEmpty }
    var wanted = roles.map {
      (name: name($0), strips: $0 == "mask_token" && kind.maskStripsLeft, flags: side.described[$0])
    }
    if kind.around == .question { wanted.append((name: Self.question, strips: false, flags: nil)) }
    for token in wanted where !added.contains(where: { $0.name == Array(token.name.utf8) }) {
      added.append(
        AddedToken(
          name: Array(token.name.utf8), id: 0, isSpecial: true, isSingleWord: token.flags?.isSingleWord ?? false,
          stripsLeft: token.flags?.stripsLeft ?? token.strips, stripsRight: token.flags?.stripsRight ?? false,
          isNormalized: token.flags?.isNormalized ?? false))
    }
    var next = Token(lines.count)
    for place in added.indices {
      if let known = id(of: added[place].name) {
        added[place].id = known
      } else {
        added[place].id = next
        next += 1
      }
    }
    func said(_ name: String) -> (name: String, id: Int) {
      let id = added.first { $0.name == Array(name.utf8) }?.id ?? id(of: name.utf8) ?? 0
      return (String(decoding: JSONWriter.text(name), as: UTF8.self), Int(id))
    }
    var writer = JSONWriter()
    func put(_ name: String, _ text: String) {
      writer.key(name)
      Array(text.utf8).withUnsafeBytes { writer.raw($0) }
    }
    writer.beginObject()
    writer.key("version")
    writer.string("1.0")
    put("truncation", "null")
    put("padding", "null")
    writer.key("added_tokens")
    AddedTokenReader.write(added, to: &writer)
    put("normalizer", normalizer)
    put("pre_tokenizer", #"{"type":"BertPreTokenizer"}"#)
    put(
      "post_processor",
      kind.postProcessor(
        cls: said(name("cls_token")), sep: said(name("sep_token")),
        more: kind.around == .question ? [said(Self.question), said(".")] : []))
    put("decoder", ###"{"type":"WordPiece","prefix":"##","cleanup":true}"###)
    writer.key("model")
    writer.beginObject()
    writer.key("type")
    writer.string("WordPiece")
    writer.key("unk_token")
    writer.string(name("unk_token"))
    writer.key("continuing_subword_prefix")
    writer.string("##")
    writer.key("max_input_chars_per_word")
    writer.int(100)
    writer.key("vocab")
    writer.beginObject()
    list(&writer)
    writer.endObject()
    writer.endObject()
    writer.endObject()
    return writer.take() + [0x0A]
  }

  /// The token for the answer to a question.
  private static let question = "[QUESTION]"

  private var normalizer: String {
    func flag(_ name: String) -> Bool? { side.option(name)?.bool }
    let lowercases = flag("do_lower_case") ?? true
    return #"{"type":"BertNormalizer","clean_text":true,"#
      + #""handle_chinese_chars":\#(flag("tokenize_chinese_chars") ?? true),"#
      + #""strip_accents":\#(flag("strip_accents").map { "\($0)" } ?? "null"),"lowercase":\#(lowercases)}"#
  }

  /// The lines without white space at their ends; nothing follows the last line feed.
  private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.withUnsafeBufferPointer { bytes in
      var lines: [[UInt8]] = []
      lines.reserveCapacity(1 << 15)
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        var line = Array(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        // Most lines end in what is no white space.
        if let last = line.last, last <= 0x20 || last >= 0x7F {
          TextNormalizer.strip(left: false, right: true).apply(&line)
        }
        lines.append(line)
        start = end + 1
      }
      return lines
    }
  }
}
