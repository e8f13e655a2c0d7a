import PrepDiagnostics
import PrepRecords
import PrepShapes

/// What stands beside a text and says more of it than where it comes from: its class, or who speaks.
struct TextBeside {
  private enum Meaning { case classification, speaker }

  private let key: String
  private let text: String
  private let value: JSONView
  private let meaning: Meaning

  /// Nil where nothing does.
  ///
  /// - Parameters:
  ///   - text: The key of the text.
  ///   - isLet: Whether the user said already what becomes of a key.
  init?(_ root: JSONView, text: String, except isLet: (String) -> Bool) {
    var found: (key: String, value: JSONView, meaning: Meaning)?
    var common: (key: String, value: JSONView)?
    var hasOthers = false
    let isTurn = BesideWords.turnSigns.contains { root[$0] != nil }
    root.forEachMember { key, value in
      guard let name = try? key.string(), name != text, !value.isNull else { return }
      if MissingField.identifiers.contains(name) || name.hasSuffix("_id") || name == "split" { return }
      if BesideWords.commonClasses.contains(name) {
        // A list is of keywords, and a fraction measures something; neither is what a text is to be told by.
        let isClass = value.kind != .array && (value.kind != .number || value.int != nil)
        if common == nil, isClass, Self.classifies(value), !isLet(name) { common = (name, value) }
        return
      }
      if found == nil, !isLet(name) {
        if BesideWords.classes.contains(name), Self.classifies(value), value.int != nil || value.kind != .number {
          found = (name, value, .classification)
        } else if BesideWords.speakers.contains(name) || isTurn && BesideWords.commonSpeakers.contains(name),
          Self.isName(value)
        {
          found = (name, value, .speaker)
        }
      }
      hasOthers = true
    }
    if found == nil, !hasOthers, let common { found = (common.key, common.value, .classification) }
    guard let found else { return nil }
    (key, value, meaning) = found
    self.text = text
  }

  /// Whether a value may be a class: a short text, a number, true or false, or a list of such.
  private static func classifies(_ value: JSONView) -> Bool {
    switch value.kind {
    case .string: return !value.isBlank
    case .number, .bool: return true
    case .array: return value.elements.contains { $0.kind != .object && $0.kind != .array && $0.kind != .null }
    default: return false
    }
  }

  private static func isName(_ value: JSONView) -> Bool {
    value.kind == .string && !value.isBlank && value.byteCount < 80
  }

  /// What is to be said of it.
  func diagnostic(in record: Record) -> Diagnostic {
    let omit = "\(FieldOption.omit(key)) drops it"
    let words: String
    switch meaning {
    case .speaker:
      let program =
        "{role: (if \(FieldOption.path(key)) == \"NAME\" then \"assistant\" else \"user\" end), content: \(FieldOption.path(text))}"
      words =
        "\"\(key)\" says who speaks, and a text has no place for it: where the records are turns of conversations, "
        + "\(FieldOption.jq(program)) makes messages of them, with the name of who answers, and \(omit)"
    case .classification where value.kind == .array:
      let program = ".label = (\(FieldOption.path(key)) | map(tostring) | join(\", \")) | del(\(FieldOption.path(key)))"
      words =
        "\"\(key)\" may be the classes of \"\(text)\": \(FieldOption.jq(program)) makes one label of them, and \(omit)"
    case .classification:
      let pair =
        value.kind == .string
        ? ", \(FieldOption.map((.prompt, text), (.completion, key))) as an answer to it" : ""
      words =
        "\"\(key)\" may be the class of \"\(text)\": \(FieldOption.map((.label, key))) reads it as one\(pair), and \(omit)"
    }
    return Diagnostic("lost-field", words, at: record.location(of: value, pointer: RecordFields.pointer(key)))
  }
}
