/// Cuts a template into tokens, with the white space rules that chat templates are rendered under: the line feed after
/// a block tag is dropped, and so are the blanks before a block tag that stands first on its line.
struct TemplateLexer {
  private let source: [UInt8]
  private var position = 0
  private var line = 1
  /// Whether what was read last ended a line.
  private var isLineStart = true
  private var tokens: [LocatedToken] = []

  private init(_ source: [UInt8]) { self.source = Self.normalized(source) }

  /// The tokens of a template.
  static func tokens(of source: [UInt8]) throws(TemplateFailure) -> [LocatedToken] {
    var lexer = TemplateLexer(source)
    try lexer.run()
    return lexer.tokens
  }

  /// Every line end becomes a line feed, and the last one is dropped.
  private static func normalized(_ source: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      let byte = source[index]
      index += 1
      if byte == 0x0D {
        if index < source.count, source[index] == 0x0A { index += 1 }
        result.append(0x0A)
      } else {
        result.append(byte)
      }
    }
    if result.last == 0x0A { result.removeLast() }
    return result
  }

  private mutating func run() throws(TemplateFailure) {
    while position < source.count {
      guard let open = nextTag() else {
        emitData(source[position...])
        return
      }
      let text = source[position..<open]
      let kind = source[open + 1]
      var after = open + 2
      var sign: UInt8 = 0
      if after < source.count, source[after] == UInt8(ascii: "-") || source[after] == UInt8(ascii: "+") {
        sign = source[after]
        after += 1
      }
      emitData(trimmedEnd(text, before: kind, sign: sign))
      line += text.count { $0 == 0x0A }
      position = after
      switch kind {
      case UInt8(ascii: "#"): try skipComment()
      case UInt8(ascii: "%"): if try !readRaw() { try readTag(isBlock: true) }
      default: try readTag(isBlock: false)
      }
    }
  }

  private func nextTag() -> Int? {
    var index = position
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "{") {
        let next = source[index + 1]
        if next == UInt8(ascii: "%") || next == UInt8(ascii: "{") || next == UInt8(ascii: "#") { return index }
      }
      index += 1
    }
    return nil
  }

  private func trimmedEnd(_ text: ArraySlice<UInt8>, before kind: UInt8, sign: UInt8) -> ArraySlice<UInt8> {
    if sign == UInt8(ascii: "-") { return text[text.startIndex..<TextSpaces.trimmedEnd(text)] }
    guard sign != UInt8(ascii: "+"), kind != UInt8(ascii: "{") else { return text }
    let start = text.lastIndex(of: 0x0A).map { $0 + 1 }
    guard start != nil || isLineStart else { return text }
    let lineStart = start ?? text.startIndex
    return TextSpaces.trimmedEnd(text[lineStart...]) == lineStart ? text[text.startIndex..<lineStart] : text
  }

  private mutating func emitData(_ text: ArraySlice<UInt8>) {
    if !text.isEmpty { tokens.append(LocatedToken(token: .data(Array(text)), line: line)) }
  }

  private mutating func advance(to end: Int) {
    line += source[position..<end].count { $0 == 0x0A }
    if end > position { isLineStart = source[end - 1] == 0x0A }
    position = end
  }

  /// Moves over the end of a tag and the white space that goes with it.
  private mutating func finishTag(at end: Int, sign: UInt8, isBlock: Bool) {
    var end = end
    if sign == UInt8(ascii: "-") {
      end = TextSpaces.trimmedStart(source[end...])
    } else if isBlock, sign != UInt8(ascii: "+"), end < source.count, source[end] == 0x0A {
      end += 1
    }
    advance(to: end)
  }

  private mutating func skipComment() throws(TemplateFailure) {
    var index = position
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "#"), source[index + 1] == UInt8(ascii: "}") {
        let sign = index > position ? source[index - 1] : 0
        finishTag(at: index + 2, sign: sign, isBlock: true)
        return
      }
      index += 1
    }
    throw TemplateFailure(.syntax, "a comment is not closed", line: line)
  }

  /// Reads a raw block whose begin tag is just behind; returns whether it was one.
  private mutating func readRaw() throws(TemplateFailure) -> Bool {
    guard let begin = tag("raw", from: position), begin.sign != UInt8(ascii: "+") else { return false }
    var bodyStart = begin.end
    if begin.sign == UInt8(ascii: "-") { bodyStart = TextSpaces.trimmedStart(source[bodyStart...]) }
    advance(to: bodyStart)
    var index = position
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "{"), source[index + 1] == UInt8(ascii: "%") {
        let sign = index + 2 < source.count ? source[index + 2] : 0
        let isSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        if let end = tag("endraw", from: index + (isSign ? 3 : 2)) {
          let text = source[position..<index]
          emitData(trimmedEnd(text, before: UInt8(ascii: "%"), sign: isSign ? sign : 0))
          line += text.count { $0 == 0x0A }
          position = index
          finishTag(at: end.end, sign: end.sign, isBlock: true)
          return true
        }
      }
      index += 1
    }
    throw TemplateFailure(.syntax, "a raw block is not closed", line: line)
  }

  /// The end of a tag that holds one word only, if it stands here.
  private func tag(_ word: StaticString, from start: Int) -> (end: Int, sign: UInt8)? {
    var index = TextSpaces.trimmedStart(source[start...])
    guard source.count - index >= word.utf8CodeUnitCount else { return nil }
    for offset in 0..<word.utf8CodeUnitCount where source[index + offset] != word.utf8Start[offset] { return nil }
    index = TextSpaces.trimmedStart(source[(index + word.utf8CodeUnitCount)...])
    var sign: UInt8 = 0
    if index < source.count, source[index] == UInt8(ascii: "-") || source[index] == UInt8(ascii: "+") {
      sign = source[index]
      index += 1
    }
    guard index + 1 < source.count, source[index] == UInt8(ascii: "%"), source[index + 1] == UInt8(ascii: "}") else {
      return nil
    }
    return (index + 2, sign)
  }

  // MARK: Inside a tag

  private mutating func readTag(isBlock: Bool) throws(TemplateFailure) {
    tokens.append(LocatedToken(token: isBlock ? .blockBegin : .variableBegin, line: line))
    let close = isBlock ? UInt8(ascii: "%") : UInt8(ascii: "}")
    var depth = 0
    while true {
      advance(to: TextSpaces.trimmedStart(source[position...]))
      guard position < source.count else { throw TemplateFailure(.syntax, "a tag is not closed", line: line) }
      let byte = source[position]
      if depth == 0, let end = tagEnd(close, isBlock) {
        tokens.append(LocatedToken(token: isBlock ? .blockEnd : .variableEnd, line: line))
        finishTag(at: end, sign: byte == close ? 0 : byte, isBlock: isBlock)
        return
      }
      let scanner = TemplateWordScanner(source: source, line: line)
      let (token, end) = try scanner.token(at: position)
      if case .symbol(let symbol) = token {
        switch symbol {
        case .openParenthesis, .openBracket, .openBrace: depth += 1
        case .closeParenthesis, .closeBracket, .closeBrace: depth -= 1
        default: break
        }
        guard depth >= 0 else { throw TemplateFailure(.syntax, "'\(symbol.rawValue)' closes nothing", line: line) }
      }
      tokens.append(LocatedToken(token: token, line: line))
      advance(to: end)
    }
  }

  private func tagEnd(_ close: UInt8, _ isBlock: Bool) -> Int? {
    var index = position
    let sign = source[index]
    if sign == UInt8(ascii: "-") || isBlock && sign == UInt8(ascii: "+") { index += 1 }
    guard index + 1 < source.count, source[index] == close, source[index + 1] == UInt8(ascii: "}") else { return nil }
    return index + 2
  }
}
