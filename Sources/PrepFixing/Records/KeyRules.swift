import PrepRecords
import PrepShapes

/// Writes known keys in lower case, unless the record has that key already.
enum KeyCaseRule: RecordRule {
  static let repair = Repair.keyCase

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    var edits = RecordEdits()
    root.forEachMember { key, _ in
      guard let name = try? key.string() else { return }
      let lower = name.lowercased()
      if lower != name, RecordField.isOurs(lower), root[lower] == nil {
        edits.replace(key, with: quoted(Array(lower.utf8)))
      }
    }
    return .edits(edits)
  }
}

/// Drops the keys that the record's shape does not have.
enum ExtraKeyRule: RecordRule {
  static let repair = Repair.extraKeys

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard let shape = RecordShape(detecting: root) else { return .none }
    let allowed = Set(shape.fields.flatMap(\.names))
    return .edits(Members(root).keeping(text) { name, _ in allowed.contains(name) })
  }
}

/// Drops the keys that no message has, wherever messages stand in the record.
enum MessageKeyRule: RecordRule {
  static let repair = Repair.extraKeys
  /// The shapes with lists of messages; in trees of replies messages have members of another kind.
  private static let shapes: Set<RecordShape> = [
    .chat, .shareGPT, .mistral, .gemini, .preference, .openAIPreference, .shareGPTPreference, .unpairedPreference,
    .promptCompletion,
    .promptOnly,
  ]

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer) -> RecordChange {
    guard let shape = RecordShape(detecting: root), shapes.contains(shape) else { return .none }
    var edits = RecordEdits()
    root.forEachMember { _, value in
      switch value.kind {
      case .array: value.forEachElement { clean($0, text, &edits) }
      case .object where value.isMessage: clean(value, text, &edits)
      case .object: value[RecordField.messages.name]?.forEachElement { clean($0, text, &edits) }
      default: return
      }
    }
    return .edits(edits)
  }

  private static func clean(_ message: JSONView, _ text: UnsafeRawBufferPointer, _ edits: inout RecordEdits) {
    guard message.isMessage else { return }
    edits.add(Members(message).keeping(text) { name, _ in RecordField.messageKeys.contains(name) })
  }
}

extension JSONView {
  /// Whether the value is an object that says who speaks.
  fileprivate var isMessage: Bool {
    kind == .object && (self[RecordField.role.name] ?? self[RecordField.from.name])?.kind == .string
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
