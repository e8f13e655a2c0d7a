import PrepDiagnostics
import PrepRecords

/// J06: a number that a double cannot hold.
enum InexactNumberRule: RecordRule {
  static let about = RuleDescription(
    "J06", "inexact-number", .warning, "a number has more digits than a double holds, or is out of its range",
    reason:
      "Tools that read numbers as doubles, jq and JavaScript among them, change it without a word; ids suffer most.",
    remedy: "Write it as a string.",
    example: RuleExample(
      #"{"text":"a","id":12345678901234567890}"#, at: "1:18 /id", good: #"{"text":"a","id":1234567890}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    let root = example.root
    let end = root.nextNode
    var node = root.node
    while node < end {
      let place = root.nodes[node]
      let byte = root.bytes[Int(place.start)]
      if byte &- 0x30 < 10 || byte == UInt8(ascii: "-") {
        let value = root.at(node)
        let text = value.raw
        if isSuspect(text), changes(text) {
          report.report(at: value) { "the number \(Bytes.shown(text)) is not what a double makes of it" }
        }
      }
      node += 1
    }
  }

  private static func isSuspect(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count > 15 || text.contains { $0 | 0x20 == UInt8(ascii: "e") }
      || (text.count == 2 && text[0] == UInt8(ascii: "-") && text[1] == UInt8(ascii: "0"))
  }

  /// Whether the digits of a number are not those that its double is written with.
  private static func changes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let written = String(decoding: text, as: UTF8.self)
    guard let double = Double(written), double.isFinite else { return true }
    if written == "-0" { return true }
    if written.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }) {
      guard abs(double) < 1e18, let exact = Int(written) else { return true }
      return Int(double) != exact
    }
    // A fraction keeps its value when its significant digits are at most 17.
    let digits = written.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
    return digits.count > 17
  }
}
