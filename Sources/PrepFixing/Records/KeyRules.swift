import PrepRecords
import PrepShapes

/// Writes known keys in lower case, of records and of messages, unless the object has that key already.
enum KeyCaseRule: RecordRule {
  static let repair = Repair.keyCase

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    var edits = RecordEdits()
    lower(root, RecordField.isOurs, &edits)
    Messages.forEachObject(in: root, names) { message in
      if !message.isMessage || message[RecordField.content.name] == nil {
        lower(message, RecordField.messageKeys.contains, &edits)
      }
    }
    return .edits(edits)
  }

  private static func lower(_ object: JSONView, _ isKnown: (String) -> Bool, _ edits: inout RecordEdits) {
    object.forEachMember { key, _ in
      // Most keys are in lower case: nothing is made of those.
      guard key.withUnsafeBytes({ $0.contains(where: { $0 &- 0x41 < 26 || $0 >= 0x80 || $0 == 0x5C }) }) else { return }
      guard let name = try? key.string() else { return }
      let lower = name.lowercased()
      if lower != name, isKnown(lower), object[lower] == nil {
        edits.replace(key, with: quoted(Array(lower.utf8)))
      }
    }
  }
}

/// Drops the keys that the record's shape does not have, but for what is a part of an example or may be one.
enum ExtraKeyRule: RecordRule {
  static let repair = Repair.extraKeys

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    guard let shape = RecordShape(detecting: root, names: names) else { return .none }
    let allowed = Set(shape.fields.flatMap { names.mapping.names(of: $0) })
    return .edits(Members(root).keeping(text) { name, _ in allowed.contains(name) || names.mayBePart(name) })
  }
}

/// Drops the keys that no message has, wherever messages stand in the record.
enum MessageKeyRule: RecordRule {
  static let repair = Repair.extraKeys

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    var edits = RecordEdits()
    Messages.forEach(in: root, names) { message in
      edits.add(Members(message).keeping(text) { name, _ in RecordField.messageKeys.contains(name) })
    }
    return .edits(edits)
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
