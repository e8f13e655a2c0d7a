import PrepDiagnostics

/// Why a text is not JSON, or a JSON string not text, and where.
public struct JSONError: Error, Sendable, Hashable {
  /// A kind of fault.
  public enum Problem: UInt8, Sendable, Hashable, CaseIterable {
    case unexpectedEnd = 1
    case unterminatedString
    case expectedValue
    case expectedKey
    case expectedColon
    case expectedCommaOrBrace
    case expectedCommaOrBracket
    case trailingComma
    case trailingContent
    case controlCharacter
    case badEscape
    case badUnicodeEscape
    case badNumber
    case badLiteral
    case invalidUTF8
    case tooDeep
    case lineTooLong
    case misplacedByteOrderMark
    case notUTF8
    case loneSurrogate
  }

  public var problem: Problem
  /// The offset of the byte at fault from the start of the parsed text.
  public var offset: Int

  public init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }

  /// Half of a surrogate pair stands alone, so the string is not text.
  public static func loneSurrogate(at offset: Int) -> JSONError { JSONError(.loneSurrogate, at: offset) }

  /// The stable code of a finding about this fault.
  public var code: Diagnostic.Code {
    switch problem {
    case .invalidUTF8: "invalid-utf8"
    case .notUTF8: "not-utf8"
    case .tooDeep: "too-deep"
    case .lineTooLong: "line-too-long"
    case .misplacedByteOrderMark: "misplaced-byte-order-mark"
    case .loneSurrogate: "lone-surrogate"
    default: "invalid-json"
    }
  }

  /// What is wrong, in words.
  public var message: String {
    switch problem {
    case .unexpectedEnd: "the JSON value ends too early"
    case .unterminatedString: "the string has no closing quote"
    case .expectedValue: "a JSON value is expected here"
    case .expectedKey: "a key in double quotes is expected here"
    case .expectedColon: "a colon is expected after the key"
    case .expectedCommaOrBrace: "a comma or } is expected here"
    case .expectedCommaOrBracket: "a comma or ] is expected here"
    case .trailingComma: "there is a comma before the closing bracket"
    case .trailingContent: "there is more after the JSON value; one value a line is expected"
    case .controlCharacter: "a control character in a string must be escaped"
    case .badEscape: "this is not an escape sequence of JSON"
    case .badUnicodeEscape: "\\u needs four hexadecimal digits"
    case .badNumber: "this is not a number of JSON"
    case .badLiteral: "this is not a JSON value; true, false and null are the only words"
    case .invalidUTF8: "the text is not UTF-8; convert it first with prep convert --encoding NAME"
    case .tooDeep: "arrays and objects are nested more than \(JSONLimits.depth) levels deep"
    case .lineTooLong: "the line is longer than the limit; raise it with --max-line"
    case .misplacedByteOrderMark: "a byte order mark appears inside the file; were files concatenated?"
    case .notUTF8: "the file is UTF-16 or UTF-32, not UTF-8; convert it first with prep convert --encoding NAME"
    case .loneSurrogate: "half of a surrogate pair stands alone, so the string is not text"
    }
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "byte \(offset): \(message) [\(code)]" }
}

/// The bounds on what is parsed.
public enum JSONLimits {
  /// How deep arrays and objects may nest.
  public static let depth = 512
  /// How long a line may be unless the caller says otherwise, in bytes.
  public static let line = 64 << 20
  /// How long a line may ever be: positions inside a chunk are 31-bit.
  public static let largestLine = ByteStorage.largestCapacity - (32 << 20)
}
