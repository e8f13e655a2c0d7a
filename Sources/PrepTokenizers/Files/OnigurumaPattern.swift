internal import PrepBytePairEncoding

/// Split patterns as Oniguruma reads them, which is what Hugging Face `tokenizers` runs.
enum OnigurumaPattern {
  /// The expressions of consecutive Split steps; empty for GPT-2's pattern, which ByteLevel has built in.
  static func expressions(of pattern: SplitPattern) throws(TokenizerFailure) -> [String] {
    if pattern.name == "r50k" { return [] }
    if pattern.dialect == .oniguruma { return pattern.source.split(separator: "\n").map(String.init) }
    if pattern.name != nil { return [rewritten(pattern.source)] }
    let objection: String
    do throws(OnigurumaRewriter.Objection) {
      let expression = try OnigurumaRewriter.rewritten(pattern.source)
      // What is written has to be read again.
      do { _ = try SplitPattern.matching(regex: expression, dialect: .oniguruma) } catch {
        throw OnigurumaRewriter.Objection(message: error.message)
      }
      return [expression]
    } catch { objection = error.message }
    throw TokenizerFailure(
      .unsupported,
      "the split pattern \(pattern.source) cannot be written for Hugging Face tokenizers: \(objection); a .tiktoken file holds no pattern"
    )
  }

  /// Throws why a pattern, by name or as an expression of tiktoken's dialect, cannot stand in a `tokenizer.json`, or
  /// with ranks cannot be used by tiktoken.
  static func check(_ pattern: String, forRanks: Bool) throws(TokenizerFailure) {
    let split = try PatternChoice.pattern(pattern, path: "pattern")
    if !forRanks {
      _ = try expressions(of: split)
    } else if split.name == nil, (try? OnigurumaRewriter.mayMatchNothing(pattern)) ?? false {
      throw TokenizerFailure(
        .unsupported, "the split pattern \(pattern) may match nothing, which tiktoken does not bear")
    }
  }

  /// A known pattern with what Oniguruma reads differently spelled so that it reads the same.
  ///
  /// There `{1,3}+` repeats the whole; a possessive repetition of a single class is `(?>…{1,3})`.
  static func rewritten(_ source: String) -> String {
    let bytes = Array(source.utf8)
    var output: [UInt8] = []
    var atomStart = 0
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "{") where position > 0 && isRepetition(bytes, position):
        var end = position
        while bytes[end] != UInt8(ascii: "}") { end += 1 }
        if end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "+") {
          let atom = Array(output[atomStart...])
          output.removeLast(atom.count)
          output += Array("(?>".utf8) + atom + bytes[position...end] + [UInt8(ascii: ")")]
          position = end + 2
        } else {
          output += bytes[position...end]
          position = end + 1
        }
      case UInt8(ascii: "\\"):
        atomStart = output.count
        var end = position + 2
        if end < bytes.count, bytes[position + 1] | 0x20 == UInt8(ascii: "p"), bytes[end] == UInt8(ascii: "{") {
          while bytes[end] != UInt8(ascii: "}") { end += 1 }
          end += 1
        }
        output += bytes[position..<min(end, bytes.count)]
        position = end
      case UInt8(ascii: "["):
        atomStart = output.count
        var end = position + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "]") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        output += bytes[position...min(end, bytes.count - 1)]
        position = end + 1
      default:
        if byte != UInt8(ascii: "?"), byte != UInt8(ascii: "*"), byte != UInt8(ascii: "+") { atomStart = output.count }
        output.append(byte)
        position += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func isRepetition(_ bytes: [UInt8], _ start: Int) -> Bool {
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "}")), end > start + 1 else { return false }
    return bytes[start + 1..<end].allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ",") }
  }
}
