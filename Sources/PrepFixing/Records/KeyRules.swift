import PrepRecords

/// The keys of the shapes that training data has.
enum KnownKeys {
  static let all: Set<String> = [
    "prompt", "completion", "text", "messages", "chosen", "rejected", "label", "tools", "conversations", "instruction", "input",
    "output", "text_a", "text_b", "system", "weight", "images", "parallel_tool_calls", "functions",
  ]

  /// The keys that belong to a record of the shape its other keys tell; nil when they tell none.
  static func allowed(beside keys: Set<String>) -> Set<String>? {
    if keys.contains("messages") { return ["messages", "tools", "parallel_tool_calls", "functions", "weight"] }
    if keys.contains("chosen"), keys.contains("rejected") { return ["prompt", "chosen", "rejected", "tools"] }
    if keys.contains("preferred_output") { return ["input", "preferred_output", "non_preferred_output"] }
    if keys.contains("prompt"), keys.contains("completion") { return ["prompt", "completion", "label"] }
    if keys.contains("conversations") { return ["conversations", "system", "tools"] }
    if keys.contains("instruction"), keys.contains("output") { return ["instruction", "input", "output", "system", "history"] }
    if keys.contains("text_a"), keys.contains("text_b") { return ["text_a", "text_b", "label"] }
    if keys.contains("text") { return ["text", "label"] }
    return nil
  }
}

/// Writes known keys in lower case, unless the record has that key already.
enum KeyCaseRule: RecordRule {
  static let repair = Repair.keyCase

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    var edits = RecordEdits()
    root.forEachMember { key, _ in
      guard let name = try? key.string() else { return }
      let lower = name.lowercased()
      if lower != name, KnownKeys.all.contains(lower), root[lower] == nil { edits.replace(key, with: quoted(Array(lower.utf8))) }
    }
    return .edits(edits)
  }
}

/// Drops the keys that the record's shape does not have.
enum ExtraKeyRule: RecordRule {
  static let repair = Repair.extraKeys

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    let members = Members(root)
    guard let allowed = KnownKeys.allowed(beside: Set(members.all.map(\.name))) else { return .none }
    return .edits(members.keeping(text) { name, _ in allowed.contains(name) })
  }
}

/// The members of an object, and what is left of them.
struct Members {
  private(set) var all: [(name: String, value: JSONView, range: Range<Int>)] = []

  init(_ object: JSONView) {
    object.forEachMember { key, value in
      all.append(((try? key.string()) ?? "", value, key.offset..<value.offset + value.byteCount))
    }
  }

  /// The edits that leave those members which are wanted, with their bytes; none when all are.
  func keeping(_ text: UnsafeRawBufferPointer, where isWanted: (String, JSONView) -> Bool) -> RecordEdits {
    var edits = RecordEdits()
    let kept = all.filter { isWanted($0.name, $0.value) }
    guard kept.count < all.count, let first = all.first, let last = all.last else { return edits }
    let replacement = kept.map { Array(text[$0.range]) }.joined(separator: Array(", ".utf8))
    edits.replace(first.range.lowerBound..<last.range.upperBound, with: Array(replacement))
    return edits
  }
}
