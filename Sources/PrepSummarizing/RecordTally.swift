import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Takes the sizes of records, one after the other. For one thread.
package final class RecordTally {
  /// Counts the tokens of a text.
  package typealias TokenCounter = (UnsafeBufferPointer<UInt8>) throws -> Int

  private let names: FieldNames
  private let roles: RoleNames
  private let by: FieldPath?
  private let countTokens: TokenCounter?

  private var whole = SetSummary()
  private var content = CanonicalContent()
  private var scripts = ScriptTally()
  private var text: [UInt8] = []

  /// The fields that were met, and the number of the field that stood at each place of the record before.
  private var keys: [[UInt8]] = []
  private var groups: [(name: String, field: RecordField?, group: FieldGroup)] = []
  private var numbers: [[UInt8]: Int] = [:]
  private var places: [Int] = []

  /// - Parameters:
  ///   - names: What fields are called.
  ///   - roles: What roles are called.
  ///   - by: The field by whose values records are told apart.
  ///   - countTokens: Counts the tokens of a text; nil counts none.
  package init(names: FieldNames, roles: RoleNames = RoleNames(), by: FieldPath?, countTokens: TokenCounter?) {
    self.names = names
    self.roles = roles
    self.by = by
    self.countTokens = countTokens
    whole.valueField = by?.text ?? ""
  }

  /// What was taken of all records.
  package var summary: SetSummary {
    var summary = whole
    for (name, _, group) in groups { summary.fields.change(name) { $0.add(group) } }
    summary.fields.settle()
    summary.values.settle()
    summary.labels.settle()
    summary.roles.settle()
    return summary
  }

  /// Takes a record.
  ///
  /// - Throws: `not-an-object`, `duplicate-key`, `lone-surrogate`; `cannot-tokenize` where a text has no tokens.
  package func take(_ record: Record) throws(Diagnostic) {
    let root = record.root
    guard root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
    }
    content.removeAll()
    try content.append(root, of: record)
    whole.distinct.add(content.digest.high)
    let hasTexts = findFields(of: root)
    var said = TextSizes()
    var place = 0
    var fault: Diagnostic?
    root.forEachMember { _, value in
      if fault != nil { return }
      let number = places[place]
      place += 1
      let isSaid = !hasTexts || groups[number].field?.holdsText ?? false
      do throws(Diagnostic) {
        if let sizes = try take(value, of: number, record, tellsScript: isSaid), isSaid { said.add(sizes) }
      } catch { fault = error }
    }
    if let fault { throw fault }
    whole.records.add(record.byteCount)
    whole.texts.add(said)
    whole.shapes.change(names.detect(root)?.shape.rawValue ?? "unknown") { $0 += 1 }
    if let by {
      whole.values.change(try Self.value(of: by, in: record)) { $0.add(said) }
      if whole.records.count & 0xFFFF == 0 { whole.values.settle() }
    }
  }

  /// Finds out which fields a record has, in order.
  ///
  /// - Returns: Whether there is one among them that has texts in some shape.
  private func findFields(of root: JSONView) -> Bool {
    var hasTexts = false
    var place = 0
    root.forEachMember { key, value in
      let number = number(of: key, at: place)
      place += 1
      if groups[number].field?.holdsText ?? false, value.kind == .string || value.kind == .array { hasTexts = true }
    }
    return hasTexts
  }

  /// A value as a name: a text as it is, anything else as it is written.
  private static func value(of path: FieldPath, in record: Record) throws(Diagnostic) -> String {
    guard let view = try? path.value(in: record) else { return "" }
    return try name(of: view, record)
  }

  private static func name(of view: JSONView, _ record: Record) throws(Diagnostic) -> String {
    guard view.kind == .string else { return view.withUnsafeBytes { String(decoding: $0.prefix(200), as: UTF8.self) } }
    do throws(JSONError) { return try view.string() } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view))
    }
  }

  /// The number of a field.
  private func number(of key: JSONView, at place: Int) -> Int {
    if place < places.count, keys[places[place]].withUnsafeBytes({ key.textEquals($0) }) { return places[place] }
    let bytes = (try? key.unescaped()) ?? []
    let number: Int
    if let known = numbers[bytes] {
      number = known
    } else {
      let name = String(decoding: bytes, as: UTF8.self)
      number = keys.count
      keys.append(bytes)
      groups.append((name, names.ours(name), FieldGroup()))
      numbers[bytes] = number
    }
    if place < places.count { places[place] = number } else if place == places.count { places.append(number) }
    return number
  }

  // MARK: Values

  /// Takes the value of a field.
  ///
  /// - Returns: The sizes of its text; nil where it has none.
  private func take(
    _ value: JSONView, of number: Int, _ record: Record, tellsScript: Bool
  ) throws(Diagnostic) -> TextSizes? {
    let kind = value.kind
    groups[number].group.count(kind)
    if groups[number].field == .label || groups[number].field == .verdict, kind != .array, kind != .object {
      whole.labels.change(try Self.name(of: value, record)) { $0 += 1 }
    }
    switch kind {
    case .string:
      let sizes = try measure(value, record, tellsScript: tellsScript)
      groups[number].group.texts.add(sizes)
      return sizes
    case .array:
      guard let sizes = try takeMessages(value, record) else { return nil }
      groups[number].group.texts.add(sizes)
      return sizes
    default: return nil
    }
  }

  /// Takes the messages of a conversation.
  ///
  /// - Returns: The sizes of what they say; nil for a list of anything else.
  private func takeMessages(_ list: JSONView, _ record: Record) throws(Diagnostic) -> TextSizes? {
    var turns = 0
    for message in list.elements {
      guard let role = Self.role(of: message), role.kind == .string else { return nil }
      turns += 1
    }
    if turns == 0 { return nil }
    whole.turns.add(turns)
    var total = TextSizes()
    for message in list.elements {
      let content =
        message[RecordField.content.name] ?? message[RecordField.value.name] ?? message[RecordField.parts.name]
      guard let content else { continue }
      var sizes = TextSizes()
      var speaks = false
      if content.kind == .string {
        sizes = try measure(content, record, tellsScript: true)
        speaks = true
      } else if content.kind == .array {
        for part in content.elements {
          guard let text = part.kind == .string ? part : part[RecordField.text.name], text.kind == .string else {
            continue
          }
          sizes.add(try measure(text, record, tellsScript: true))
          speaks = true
        }
      }
      guard speaks, let role = Self.role(of: message) else { continue }
      total.add(sizes)
      let name = try Self.name(of: role, record)
      whole.roles.change(roles.role(name)?.kind.name ?? name) { $0.add(sizes) }
    }
    return total
  }

  /// Who speaks in a message; nil for what is none.
  private static func role(of message: JSONView) -> JSONView? {
    message.kind == .object ? message[RecordField.role.name] ?? message[RecordField.from.name] : nil
  }

  /// The sizes of a string.
  private func measure(_ view: JSONView, _ record: Record, tellsScript: Bool) throws(Diagnostic) -> TextSizes {
    text.removeAll(keepingCapacity: true)
    do throws(JSONError) { try view.appendUnescaped(to: &text) } catch {
      throw Diagnostic(error.code, error.message, at: record.location(of: view))
    }
    var sizes = TextSizes()
    sizes.bytes = text.count
    do {
      try text.withUnsafeBufferPointer { text in
        var characters = 0
        for byte in text { characters &+= byte & 0xC0 == 0x80 ? 0 : 1 }
        sizes.characters = characters
        if let countTokens { sizes.tokens = try countTokens(text) }
        guard tellsScript else { return }
        let script = scripts.script(of: text, isASCII: characters == text.count)
        whole.scripts.change(script.isEmpty ? "none" : script) { $0.add(sizes) }
      }
    } catch { throw Diagnostic("cannot-tokenize", "\(error)", at: record.location(of: view)) }
    return sizes
  }
}
