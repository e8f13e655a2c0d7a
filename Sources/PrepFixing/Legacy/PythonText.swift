import PrepRecords

/// Texts as Python writes and changes them.
enum PythonText {
  /// What `str()` gives for a value read from JSON.
  static func representation(of value: JSONView) -> [UInt8] {
    switch value.kind {
    case .null: return Array("None".utf8)
    case .bool: return Array((value.bool == true ? "True" : "False").utf8)
    case .number:
      return value.text.contains { ".eE".utf8.contains($0) } ? Array("\(value.double ?? 0)".utf8) : value.text
    case .string: return quoted((try? value.string()) ?? "")
    case .array:
      var parts: [[UInt8]] = []
      value.forEachElement { parts.append(representation(of: $0)) }
      return Array("[".utf8) + Array(parts.joined(separator: Array(", ".utf8))) + Array("]".utf8)
    case .object:
      var parts: [[UInt8]] = []
      value.forEachMember { key, member in
        parts.append(representation(of: key) + Array(": ".utf8) + representation(of: member))
      }
      return Array("{".utf8) + Array(parts.joined(separator: Array(", ".utf8))) + Array("}".utf8)
    }
  }

  /// What `repr()` gives for a text.
  private static func quoted(_ text: String) -> [UInt8] {
    let quote: UInt8 =
      text.utf8.contains(UInt8(ascii: "'")) && !text.utf8.contains(UInt8(ascii: "\""))
      ? UInt8(ascii: "\"") : UInt8(ascii: "'")
    var result = [quote]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result.append(contentsOf: "\\n".utf8)
      case "\r": result.append(contentsOf: "\\r".utf8)
      case "\t": result.append(contentsOf: "\\t".utf8)
      case "\\": result.append(contentsOf: "\\\\".utf8)
      case _ where scalar.value == UInt32(quote): result.append(contentsOf: [UInt8(ascii: "\\"), quote])
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result.append(contentsOf: "\\x\(hexadecimal(scalar.value, 2))".utf8)
      default: result.append(contentsOf: UTF8.encode(scalar)?.map { $0 } ?? [])
      }
    }
    return result + [quote]
  }

  private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// How many code points a text of valid UTF-8 has.
  static func length(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }
}
