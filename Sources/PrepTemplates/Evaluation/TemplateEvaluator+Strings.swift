/// Methods of strings that take some doing.
extension TemplateEvaluator {
  /// The bytes between the places, counted in characters, that a method is given as its second and third argument; nil
  /// where the first lies behind the other, or behind the text.
  func window(_ text: TemplateText, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> Range<Int>? {
    let offsets = TextCharacters.offsets(text.bytes)
    let count = offsets.count - 1
    func place(_ index: Int, _ initial: Int) throws(TemplateFailure) -> Int {
      guard index < arguments.positional.count, !isNone(arguments.positional[index]) else { return initial }
      let number = try integer(arguments.positional[index])
      return max(number < 0 ? number + count : number, 0)
    }
    let start = try place(1, 0)
    let end = min(try place(2, count), count)
    return start <= end ? offsets[start]..<offsets[end] : nil
  }

  func found(_ method: TemplateMethod, _ wanted: TemplateText, in text: TemplateText, _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    guard let window = try window(text, arguments) else {
      if method == .count { return .integer(0) }
      if method == .index || method == .rindex { throw failure("the text is not in the string") }
      return .integer(-1)
    }
    let part = Array(text.bytes[window])
    if method == .count {
      return .integer(wanted.isEmpty ? TextCharacters.count(part) + 1 : ByteSearch.all(wanted.bytes, in: part).count)
    }
    var place: Int?
    if method == .rfind || method == .rindex {
      place =
        wanted.isEmpty
        ? part.count
        : ByteSearch.first(wanted.bytes.reversed(), in: part.reversed()[...]).map {
          part.count - $0 - wanted.bytes.count
        }
    } else {
      place = ByteSearch.first(wanted.bytes, in: part[...])
    }
    if place == nil, method == .index || method == .rindex { throw failure("the text is not in the string") }
    return .integer(place.map { TextCharacters.count(Array(text.bytes[..<(window.lowerBound + $0)])) } ?? -1)
  }

  func padded(_ method: TemplateMethod, _ text: TemplateText, _ width: Int, _ filler: TemplateText?)
    throws(TemplateFailure)
    -> TemplateText
  {
    let missing = max(width, 0) - TextCharacters.count(text.bytes)
    guard missing > 0 else { return text }
    try check(length: missing.multipliedClamping(by: 4))
    let fill = method == .zfill ? [UInt8(ascii: "0")] : filler?.bytes ?? [0x20]
    guard TextCharacters.count(fill) == 1 else { throw failure("one character is filled with") }
    func filling(_ count: Int) -> TemplateText { TemplateText(Array(repeatElement(fill, count: count).joined())) }
    // As Python, which puts the odd one to the left where the width is odd.
    let left = method == .ljust ? 0 : method == .center ? missing / 2 + (missing & width & 1) : missing
    let signLength =
      method == .zfill && (text.bytes.first == UInt8(ascii: "-") || text.bytes.first == UInt8(ascii: "+")) ? 1 : 0
    var result = text.slice(0..<signLength)
    result.append(filling(left))
    result.append(text.slice(signLength..<text.bytes.count))
    result.append(filling(missing - left))
    return result
  }

  func withoutTabs(_ text: TemplateText, _ width: Int) throws(TemplateFailure) -> TemplateText {
    guard width <= 1000 else { throw failure("this width is not supported", .unsupported) }
    var result = TemplateText([], text.soleOrigin?.ofPart ?? .template)
    var column = 0
    var start = 0
    for (index, byte) in text.bytes.enumerated() {
      if byte == 0x09 {
        result.append(text.slice(start..<index))
        let count = width > 0 ? width - column % width : 0
        result.append(TemplateText([UInt8](repeating: 0x20, count: count)))
        column += count
        start = index + 1
        try work(1 + count / 64)
      } else if byte == 0x0A || byte == 0x0D {
        column = 0
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    result.append(text.slice(start..<text.bytes.count))
    try check(length: result.bytes.count)
    return result
  }
}
