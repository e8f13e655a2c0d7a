extension TemplateEvaluator {
  /// The filters that make one text of another.
  func worded(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    switch filter {
    case .indent:
      guard case .text(let text) = value else {
        throw failure("'indent' needs a string, not a value of type \(value.typeName)")
      }
      return .text(try indented(text, arguments))
    case .wordcount: return .integer(Self.wordCount(try text(of: value).bytes))
    case .format:
      guard arguments.positional.isEmpty || arguments.named.isEmpty else {
        throw failure("'format' takes values or names, not both")
      }
      if arguments.named.isEmpty { return .text(try percentFormatted(text(of: value), .tuple(arguments.positional))) }
      var members = TemplateObjectBuilder()
      for (name, value) in arguments.named { _ = members.set(.text(name), value) }
      return .text(try percentFormatted(text(of: value), .object(members.object())))
    case .center:
      let width = try arguments.value(0, "width").map { (value) throws(TemplateFailure) in try integer(value) } ?? 80
      return try invoke(.center, on: .text(text(of: value)), EvaluatedArguments(positional: [.integer(width)]))
    case .truncate:
      switch value {
      case .text(let text): return .text(try truncated(text, arguments))
      case .undefined: return value
      case .list(let list) where list.elements.count <= 3: return value
      case .object(let object) where object.keys.count <= 3: return value
      default: throw failure("'truncate' needs a string, not a value of type \(value.typeName)")
      }
    case .random, .urlize:
      throw failure("the filter '\(filter.rawValue)' is not supported in chat templates", .unsupported)
    case .striptags: return .text(try withoutTags(text(of: value)))
    case .urlencode: return .text(try percentEncoded(value))
    case .filesizeformat: return .text(try sized(value, arguments))
    case .wordwrap:
      guard case .text(let text) = value else {
        throw failure("'wordwrap' needs a string, not a value of type \(value.typeName)")
      }
      return .text(try wrapped(text, arguments))
    case .xmlattr: return .text(try attributes(value, arguments))
    case .pprint: return .text(try TemplateWriting.representation(of: value, limit: limits.output))
    default: throw failure("the filter '\(filter.rawValue)' is not supported in chat templates", .unsupported)
    }
  }

  private func indented(_ text: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    var margin = TemplateText("    ")
    if let width = arguments.value(0, "width") {
      if case .text(let words) = width {
        margin = words
      } else {
        let count = try integer(width)
        guard count <= 1000 else { throw failure("this indentation is not supported", .unsupported) }
        margin = TemplateText([UInt8](repeating: 0x20, count: max(0, count)))
      }
    }
    let first = arguments.value(1, "first").map { truth(of: $0) } ?? false
    let blank = arguments.value(2, "blank").map { truth(of: $0) } ?? false
    var result = TemplateText("")
    var whole = text
    whole.append(TemplateText("\n"))
    for (index, range) in TextEditing.lines(whole.bytes).enumerated() {
      if index > 0 { result.append(TemplateText("\n")) }
      if index == 0 ? first : blank || !range.isEmpty { result.append(margin) }
      result.append(whole.slice(range))
      try work(1 + margin.bytes.count / 64)
      guard result.bytes.count <= limits.output else { throw failure("the template makes too much text", .limit) }
    }
    try check(length: result.bytes.count)
    result.isMarkup = text.isMarkup
    return result
  }

  /// Words are letters, digits and underscores that stand together.
  private static func wordCount(_ bytes: [UInt8]) -> Int {
    var count = 0
    var isInside = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let continues = scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      if continues, !isInside { count += 1 }
      isInside = continues
    }
    return count
  }

  private func truncated(_ text: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText
  {
    let length = try arguments.value(0, "length").map { (value) throws(TemplateFailure) in try integer(value) } ?? 255
    let killsWords = arguments.value(1, "killwords").map { truth(of: $0) } ?? false
    let end =
      try arguments.value(2, "end").map { (value) throws(TemplateFailure) in try self.text(of: value) }
      ?? TemplateText("...")
    var leeway = 5
    if let given = arguments.value(3, "leeway"), !isNone(given) { leeway = try integer(given) }
    let endLength = TextCharacters.count(end.bytes)
    guard length >= endLength, leeway >= 0 else { throw failure("'truncate' needs a length that holds its end") }
    let offsets = TextCharacters.offsets(text.bytes)
    guard leeway < offsets.count, offsets.count - 1 > length.addingClamping(leeway) else { return text }
    var result = text.slice(0..<offsets[length - endLength])
    if !killsWords, let space = result.bytes.lastIndex(of: 0x20) { result = result.slice(0..<space) }
    result.append(end)
    return result
  }

  /// The text without tags and comments, blanks between words made one.
  private func withoutTags(_ text: TemplateText) throws(TemplateFailure) -> TemplateText {
    try check(length: text.bytes.count)
    var kept: [Range<Int>] = []
    var position = 0
    let bytes = text.bytes
    while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
      let isComment = bytes[open...].starts(with: Array("<!--".utf8))
      let close =
        isComment
        ? ByteSearch.first(Array("-->".utf8), in: bytes[open...]).map { $0 + 3 }
        : bytes[open...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
      guard let close else { break }
      kept.append(position..<open)
      position = close
    }
    kept.append(position..<bytes.count)
    let plain = TextEditing.arranged(text, kept)
    let words = TextEditing.split(plain.bytes, nil, most: -1, fromEnd: false).map {
      TemplateValue.text(plain.slice($0))
    }
    var result = TextEditing.unescaped(try joined(words, TemplateText(" "), onlyStrings: true))
    result.isMarkup = false
    return result
  }

  private func percentEncoded(_ value: TemplateValue) throws(TemplateFailure) -> TemplateText {
    func encoded(_ text: TemplateText, isPath keepsSlash: Bool) throws(TemplateFailure) -> TemplateText {
      try check(length: text.bytes.count * 3)
      var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
      text.forEachRun { range, origin in
        var bytes: [UInt8] = []
        for byte in text.bytes[range] {
          let isPlain =
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || "_.-~".utf8.contains(byte)
          if isPlain || keepsSlash && byte == UInt8(ascii: "/") {
            bytes.append(byte)
          } else if byte == 0x20, !keepsSlash {
            bytes.append(UInt8(ascii: "+"))
          } else {
            let digits = String(byte, radix: 16, uppercase: true)
            bytes += Array("%\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8)
          }
        }
        result.append(bytes, origin.ofPart)
      }
      return result
    }
    var pairs: [TemplateValue]
    switch value {
    case .object(let object): pairs = zip(object.keys, object.values).map { .tuple([$0, $1]) }
    case .list(let list): pairs = list.elements
    case .generator: pairs = try elements(of: value)
    default: return try encoded(text(of: value), isPath: true)
    }
    for index in pairs.indices {
      let sides = try elements(of: pairs[index])
      guard sides.count == 2 else { throw failure("'urlencode' needs pairs") }
      var pair = try encoded(text(of: sides[0]), isPath: false)
      pair.append(TemplateText("="))
      pair.append(try encoded(text(of: sides[1]), isPath: false))
      pairs[index] = .text(pair)
    }
    return try joined(pairs, TemplateText("&"), onlyStrings: true)
  }

  private func sized(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateText {
    var size = number(value)
    if size == nil, case .text(let text) = value { size = PythonNumber.float(text.bytes) }
    guard let size else { throw failure("'filesizeformat' needs a number") }
    let isBinary = arguments.value(0, "binary").map { truth(of: $0) } ?? false
    let base = isBinary ? 1024.0 : 1000
    if size == 1 { return TemplateText("1 Byte") }
    if size < base { return TemplateText("\(PythonNumber.fixed(size.rounded(.towardZero), places: 0)) Bytes") }
    let letters = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    var unit = base
    for (index, letter) in letters.enumerated() {
      unit *= base
      if size < unit || index == letters.count - 1 {
        let prefix = isBinary ? letter.uppercased() + "iB" : letter + "B"
        return TemplateText("\(PythonNumber.fixed(base * size / unit, places: 1)) \(prefix)")
      }
    }
    return TemplateText("")
  }
}
