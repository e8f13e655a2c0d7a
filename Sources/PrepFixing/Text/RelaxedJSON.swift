/// Reads text that is nearly JSON and writes it as JSON, as far as the enabled repairs allow.
///
/// Everything that is JSON already is copied byte for byte.
struct RelaxedJSON {
  private enum Container { case object, array }

  private let input: [UInt8]
  private let enabled: Set<Repair>
  private var index = 0
  private var output: [UInt8] = []
  private var stack: [Container] = []
  /// The repairs that were made.
  private(set) var used: Set<Repair> = []

  private static let deepest = 512

  init(_ input: [UInt8], enabled: Set<Repair>) {
    self.input = input
    self.enabled = enabled
  }

  /// The values of the text, each as JSON on one line, or nil when the repairs do not suffice.
  mutating func values() -> [[UInt8]]? {
    var values: [[UInt8]] = []
    while true {
      skipBlanks(copying: false)
      // Of a line that is a comment alone nothing is left.
      if index == input.count { return values.isEmpty && !used.contains(.comments) ? nil : values }
      if !values.isEmpty {
        if byte == UInt8(ascii: ",") {
          index += 1
          skipBlanks(copying: false)
          // As behind the elements of an array whose brackets are gone.
          if index == input.count { return use(.concatenatedValues) || use(.trailingCommas) ? values : nil }
        }
        guard use(.concatenatedValues) else { return nil }
      }
      output = []
      guard value() else { return nil }
      values.append(output)
    }
  }

  private var byte: UInt8? { index < input.count ? input[index] : nil }

  /// Whether a repair is enabled; notes that it was needed.
  private mutating func use(_ repair: Repair) -> Bool {
    guard enabled.contains(repair) else { return false }
    used.insert(repair)
    return true
  }

  /// One value with everything in it.
  private mutating func value() -> Bool {
    stack = []
    guard begin() else { return false }
    while let container = stack.last {
      skipBlanks(copying: true)
      guard let byte else { return false }
      let close: UInt8 = container == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
      if byte == close {
        index += 1
        output.append(close)
        stack.removeLast()
        continue
      }
      if lastIsOpen {
        guard member(of: container) else { return false }
      } else {
        guard byte == UInt8(ascii: ",") else { return false }
        index += 1
        let comma = output.count
        output.append(UInt8(ascii: ","))
        skipBlanks(copying: true)
        if self.byte == close {
          guard use(.trailingCommas) else { return false }
          output.remove(at: comma)
        } else if !member(of: container) {
          return false
        }
      }
    }
    return true
  }

  /// Whether nothing but blanks was written since the bracket that opened the container.
  private var lastIsOpen: Bool {
    let last = output.last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D && $0 != 0x0A }
    return last == UInt8(ascii: "{") || last == UInt8(ascii: "[")
  }

  /// A member of an object or an element of an array, up to the opening bracket of its value.
  private mutating func member(of container: Container) -> Bool {
    if container == .object {
      guard key() else { return false }
      skipBlanks(copying: true)
      guard byte == UInt8(ascii: ":") else { return false }
      index += 1
      output.append(UInt8(ascii: ":"))
      skipBlanks(copying: true)
    }
    return begin()
  }

  private mutating func key() -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string(isKey: true)
    default:
      let start = index
      while let byte, byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || isLetterOrDigit(byte) {
        index += 1
      }
      guard index > start, use(.unquotedKeys) else { return false }
      output.append(UInt8(ascii: "\""))
      output.append(contentsOf: input[start..<index])
      output.append(UInt8(ascii: "\""))
      return true
    }
  }

  /// A scalar, or the opening bracket of a container.
  private mutating func begin() -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard stack.count < Self.deepest else { return false }
      stack.append(byte == UInt8(ascii: "{") ? .object : .array)
      output.append(input[index])
      index += 1
      return true
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string(isKey: false)
    default: return word()
    }
  }

  /// A number or a literal.
  private mutating func word() -> Bool {
    let start = index
    while let byte, isLetterOrDigit(byte) || "+-.".utf8.contains(byte) { index += 1 }
    let word = String(decoding: input[start..<index], as: UTF8.self)
    switch word {
    case "": return false
    case "True", "False":
      guard use(.pythonLiterals) else { return false }
      output.append(contentsOf: word.lowercased().utf8)
    case "None":
      guard use(.pythonLiterals) else { return false }
      output.append(contentsOf: "null".utf8)
    case "NaN", "nan", "-NaN", "Infinity", "-Infinity", "+Infinity", "inf", "-inf":
      guard use(.nonFiniteNumbers) else { return false }
      output.append(contentsOf: "null".utf8)
    default: output.append(contentsOf: input[start..<index])
    }
    return true
  }

  /// Copies blanks, or drops them; drops comments.
  private mutating func skipBlanks(copying: Bool) {
    while let byte {
      if byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
        if copying { output.append(byte) }
        index += 1
      } else if byte == 0xEF, input[index...].starts(with: [0xEF, 0xBB, 0xBF]), enabled.contains(.byteOrderMark) {
        used.insert(.byteOrderMark)
        index += 3
      } else if byte == UInt8(ascii: "#") || (byte == UInt8(ascii: "/") && next == UInt8(ascii: "/")) {
        guard use(.comments) else { return }
        index = input[index...].firstIndex(of: 0x0A) ?? input.count
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        guard enabled.contains(.comments), let end = endOfComment() else { return }
        used.insert(.comments)
        index = end
      } else {
        return
      }
    }
  }

  private var next: UInt8? { index + 1 < input.count ? input[index + 1] : nil }

  private func endOfComment() -> Int? {
    var end = index + 2
    while end + 1 < input.count {
      if input[end] == UInt8(ascii: "*"), input[end + 1] == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    return nil
  }

  private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }

  // MARK: Strings

  private mutating func string(isKey: Bool) -> Bool {
    let quote = input[index]
    if quote == UInt8(ascii: "'"), !use(.singleQuotes) { return false }
    index += 1
    output.append(UInt8(ascii: "\""))
    while let byte {
      if byte == quote {
        if !enabled.contains(.innerQuotes) || closes(isKey: isKey) {
          index += 1
          output.append(UInt8(ascii: "\""))
          return true
        }
        // What stands behind it may be the next member as well as more of the text: nobody can say.
        if isKey || beginsMember(at: index + 1) { return false }
        used.insert(.innerQuotes)
        if quote == UInt8(ascii: "\"") { output.append(UInt8(ascii: "\\")) }
        output.append(quote)
        index += 1
      } else if byte == UInt8(ascii: "\"") {
        output.append(contentsOf: "\\\"".utf8)
        index += 1
      } else if byte == UInt8(ascii: "\\") {
        guard escape() else { return false }
      } else if byte < 0x20 {
        guard use(.controlCharacters) else { return false }
        appendEscaped(byte)
        index += 1
      } else {
        output.append(byte)
        index += 1
      }
    }
    return false
  }

  /// An escape sequence; one that JSON does not have is repaired.
  private mutating func escape() -> Bool {
    guard let next else { return false }
    switch next {
    case UInt8(ascii: "u"):
      let digits = input[(index + 2)...].prefix(4)
      guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal) else { return doubleBackslash() }
      output.append(contentsOf: input[index..<index + 6])
      index += 6
    case UInt8(ascii: "'"):
      guard use(enabled.contains(.singleQuotes) ? .singleQuotes : .invalidEscapes) else { return false }
      output.append(next)
      index += 2
    case _ where "\"\\/bfnrt".utf8.contains(next):
      output.append(contentsOf: input[index..<index + 2])
      index += 2
    default: return doubleBackslash()
    }
    return true
  }

  private mutating func doubleBackslash() -> Bool {
    guard use(.invalidEscapes) else { return false }
    output.append(contentsOf: "\\\\".utf8)
    index += 1
    return true
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"))
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case 0x09: output.append(contentsOf: "\\t".utf8)
    case 0x0A: output.append(contentsOf: "\\n".utf8)
    case 0x0D: output.append(contentsOf: "\\r".utf8)
    default:
      let digits = String(byte, radix: 16)
      output.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
  }

  /// Whether the quote at `index` can close its string: what follows it is what follows a string there.
  private func closes(isKey: Bool) -> Bool {
    guard let (after, position) = structural(from: index + 1) else { return stack.isEmpty }
    if isKey { return after == UInt8(ascii: ":") }
    switch after {
    case UInt8(ascii: "}"): return stack.last == .object && closesAll(from: position)
    case UInt8(ascii: "]"): return stack.last == .array && closesAll(from: position)
    case UInt8(ascii: ","):
      guard let (following, start) = structural(from: position + 1) else { return false }
      if stack.last == .array { return "\"'{[-0123456789tfnTFN]".utf8.contains(following) }
      guard following == UInt8(ascii: "\"") || following == UInt8(ascii: "'") else {
        return following == UInt8(ascii: "}") || enabled.contains(.unquotedKeys)
      }
      // In an object a key and a colon have to follow.
      guard let end = input[(start + 1)...].firstIndex(of: following) else { return false }
      return structural(from: end + 1)?.byte == UInt8(ascii: ":")
    default: return false
    }
  }

  /// Whether what follows a quote looks like another member or value, before which a comma is missing: `"key":`, or
  /// closing brackets and then an opening one, or a line end that is written as one.
  private func beginsMember(at start: Int) -> Bool {
    guard var (byte, place) = structural(from: start) else { return false }
    if byte == UInt8(ascii: "\"") {
      guard let end = input[(place + 1)...].firstIndex(of: byte), end > place + 1 else { return false }
      return structural(from: end + 1)?.byte == UInt8(ascii: ":")
    }
    var isBehindBracket = false
    while byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\\") {
      if byte == UInt8(ascii: "\\") {
        guard isBehindBracket, place + 1 < input.count, "nr".utf8.contains(input[place + 1]) else { return false }
        place += 1
      }
      isBehindBracket = true
      guard let following = structural(from: place + 1) else { return false }
      (byte, place) = following
    }
    guard isBehindBracket, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else { return false }
    return structural(from: place + 1).map { "\"'{[".utf8.contains($0.byte) } ?? false
  }

  /// Whether the brackets from here agree with what is open, up to the next thing that is not a bracket.
  private func closesAll(from start: Int) -> Bool {
    var open = stack
    var position = start
    while let (byte, place) = structural(from: position) {
      if byte == UInt8(ascii: "}") {
        guard open.popLast() == .object else { return false }
      } else if byte == UInt8(ascii: "]") {
        guard open.popLast() == .array else { return false }
      } else {
        return open.isEmpty ? "{[,".utf8.contains(byte) : byte == UInt8(ascii: ",")
      }
      position = place + 1
    }
    return open.isEmpty
  }

  /// The next byte that is not blank.
  private func structural(from start: Int) -> (byte: UInt8, position: Int)? {
    var position = start
    while position < input.count {
      let byte = input[position]
      if byte != 0x20 && byte != 0x09 && byte != 0x0D && byte != 0x0A { return (byte, position) }
      position += 1
    }
    return nil
  }
}
