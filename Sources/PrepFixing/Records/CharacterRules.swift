import PrepContents
import PrepRecords
import PrepShapes
import PrepTokenizers

/// Drops characters that nobody sees: zero-width ones, directions of writing, byte order marks and tags inside texts.
/// Joiners stay unless ASCII stands before them, for they belong to emoji and to some scripts.
enum InvisibleCharacterRule: RecordRule {
  static let repair = Repair.invisibleCharacters

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    StringEdits.apply(to: root, text: text, where: { $0 >= 0xE2 }) { bytes in
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count)
      // A tag behind a character of four bytes belongs to a flag, and so do the tags behind that tag.
      var isFlag = false
      var before: UInt32 = 0
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        let isTag = (0xE0000...0xE007F).contains(scalar.value)
        isFlag = isTag ? isFlag || before >= 0x10000 : false
        let isDropped = isTag ? !isFlag : isInvisible(scalar.value, behind: before)
        if !isDropped {
          result.append(contentsOf: scalar.utf8)
          before = scalar.value
        }
      }
      return result
    }
  }

  private static func isInvisible(_ scalar: UInt32, behind before: UInt32) -> Bool {
    switch scalar {
    case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: true
    case 0x200C, 0x200D: before < 0x80
    default: false
    }
  }
}

/// Writes no-break spaces as spaces, drops control characters other than white space, and composes accents with their
/// letters (NFC).
enum PlainCharacterRule: RecordRule {
  static let repair = Repair.plainCharacters

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    StringEdits.apply(
      to: root, text: text, where: { $0 == 0xC2 || $0 == 0xCC || $0 == 0xCD || $0 == UInt8(ascii: "\\") }
    ) { bytes in
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count)
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] <= 0xA0, bytes[index + 1] != 0x85 {
          if bytes[index + 1] == 0xA0 { result.append(UInt8(ascii: " ")) }
          index += 2
        } else {
          if byte >= 0x20 || [0x00, 0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) { result.append(byte) }
          index += 1
        }
      }
      TextNormalization.nfc.apply(&result)
      return result
    }
  }
}

/// Puts signs in the place of what belongs to somebody.
enum RedactionRule: RecordRule {
  static let repair = Repair.redact

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    var found = Redaction.Found()
    return .edits(Redaction(Set(PersonalData.Kind.allCases)).edits(of: root, &found))
  }
}

/// Changes to the strings of a record, wherever they stand; keys stay.
private enum StringEdits {
  /// - Parameters:
  ///   - isMark: A byte of the record without which `change` has nothing to do.
  ///   - change: Makes the new text of a string from its unescaped one.
  static func apply(
    to root: JSONView, text: UnsafeRawBufferPointer, where isMark: (UInt8) -> Bool, _ change: ([UInt8]) -> [UInt8]
  ) -> RecordChange {
    // An escape may stand for anything.
    guard text.contains(where: { isMark($0) || $0 == UInt8(ascii: "\\") }) else { return .none }
    var edits = RecordEdits()
    visit(root) { view in
      guard let old = view.stringBytes else { return }
      let new = change(old)
      if new != old { edits.replace(view, with: quoted(new)) }
    }
    return .edits(edits)
  }

  /// Depth is bounded by the reader of records.
  private static func visit(_ view: JSONView, _ body: (JSONView) -> Void) {
    switch view.kind {
    case .string: body(view)
    case .object: view.forEachMember { _, value in visit(value, body) }
    case .array: view.forEachElement { visit($0, body) }
    default: break
    }
  }
}
