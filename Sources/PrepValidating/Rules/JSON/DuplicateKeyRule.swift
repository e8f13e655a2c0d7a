import PrepDiagnostics
import PrepRecords

/// J04: an object has a key twice.
enum DuplicateKeyRule: RecordRule {
  static let about = RuleDescription(
    "J04", "duplicate-key", .error, "an object has a key twice",
    reason: "Readers keep the first value, the last one or refuse the line; which of them trains the model is chance.",
    remedy: "Keep the member that is meant.",
    example: RuleExample(#"{"text":"a","text":"b"}"#, at: "1:13 /text", good: #"{"text":"a","title":"b"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    let root = example.root
    let end = root.nextNode
    var node = root.node
    while node < end {
      let value = root.at(node)
      if value.isObject, let repeated = repeatedKey(of: value, example.hasEscapes) {
        report.report(at: repeated) { "the key \"\(repeated.shown)\" appears twice in the object" }
      }
      node += 1
    }
  }

  /// The first key that stood in the object before. Two keys can only be equal when a few bits of them are.
  private static func repeatedKey(of object: BorrowedJSON, _ mayHaveEscapes: Bool) -> BorrowedJSON? {
    var seen: UInt64 = 0
    var suspect = false
    object.forEachMember { name, _ in
      let text = name.text
      var sum = text.count &* 7
      if let first = text.first, let last = text.last {
        sum = sum &+ Int(first) &* 31 &+ Int(last) &* 11 &+ Int(text[text.count / 2]) &* 5
      }
      let bit = UInt64(1) << UInt64(sum & 63)
      if seen & bit != 0 || mayHaveEscapes && Bytes.find(UInt8(ascii: "\\"), in: text) != nil { suspect = true }
      seen |= bit
    }
    return suspect ? exactly(object) : nil
  }

  private static func exactly(_ object: BorrowedJSON) -> BorrowedJSON? {
    var nodes: [ContentHash: Int] = [:]
    var repeated: BorrowedJSON?
    object.forEachMember { name, _ in
      if repeated != nil { return }
      let hash = Bytes.withUnescaped(name.text) { ContentHash($0) }
      if let earlier = nodes[hash] {
        if Bytes.unescapedBytes(object.at(earlier).text) == Bytes.unescapedBytes(name.text) { repeated = name }
      } else {
        nodes[hash] = name.node
      }
    }
    return repeated
  }
}
