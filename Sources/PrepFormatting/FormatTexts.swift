import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// The prompt and the completions of a record, and where they stand in it.
package struct FormatTexts {
  /// Why a record has none, and the value that is at fault.
  package struct Failure: Error {
    package var code: String
    package var message: String
    package var view: JSONView?
  }

  package private(set) var prompt: [UInt8]?
  package private(set) var completions: [[UInt8]] = []
  /// Whether the completion is a label.
  package private(set) var isLabelled = false
  private var promptView: JSONView?
  private var completionViews: [JSONView] = []
  /// Keys that get other names, for a labelled text becomes a prompt and its completion.
  private var renamed: [(key: JSONView, name: String)] = []

  /// - Parameters:
  ///   - shape: The shape of the record; nil takes what its fields tell.
  ///   - set: The set that the record is of; a record of another shape has no texts.
  package init(_ root: JSONView, shape: ExampleShape?, names: FieldNames, in set: SetShape? = nil) throws(Failure) {
    guard root.kind == .object else { throw Failure(code: "not-an-object", message: "a record is a JSON object") }
    if let key = root.duplicateKey {
      throw Failure(
        code: "duplicate-key", message: "the key \"\((try? key.string()) ?? "")\" appears twice in the object",
        view: key
      )
    }
    let keys = KnownKeys(root, names)
    let shape = if let shape { shape } else { try Self.shape(keys.detect(root), in: set) }
    func take(_ field: RecordField) throws(Failure) -> JSONView { try Self.view(field, in: root, keys, names) }
    switch shape {
    case .promptCompletion, .unpairedPreference:
      promptView = try take(.prompt)
      completionViews = [try take(.completion)]
      // Without its verdict it is no example of that shape.
      if shape == .unpairedPreference { _ = try take(.verdict) }
    case .preference:
      promptView = keys.value(.prompt, of: root).flatMap { $0.isNull ? nil : $0 }
      completionViews = [try take(.chosen), try take(.rejected)]
    case .promptOnly: promptView = try take(.prompt)
    case .classification: try readLabelled(root, keys, names)
    case .tokenClassification, .questionAnswering:
      throw Failure(
        code: "no-prompt",
        message: "a record of the shape \(shape.rawValue) has no prompt and no completion; prep convert makes some")
    case .text: throw Failure(code: "no-prompt", message: "a record of the shape text has no prompt and no completion")
    case .chat:
      throw Failure(
        code: "needs-template", message: "a conversation has no prompt: its form is a chat template's (--template)")
    }
    if let promptView { prompt = try Self.text(promptView) }
    for view in completionViews { completions.append(isLabelled ? try Self.label(view) : try Self.text(view)) }
  }

  private mutating func readLabelled(_ root: JSONView, _ keys: borrowing KnownKeys, _ names: FieldNames) throws(Failure)
  {
    isLabelled = true
    let own = (text: keys.find(.text, of: root)?.name, label: keys.find(.label, of: root)?.name)
    guard own.text != nil || !keys.has(.textA) else {
      throw Failure(code: "no-prompt", message: "an example with two texts has no prompt; join the texts first")
    }
    promptView = try Self.view(.text, in: root, keys, names)
    completionViews = [try Self.view(.label, in: root, keys, names)]
    var clash: JSONView?
    root.forEachMember { key, _ in
      guard let name = try? key.string() else { return }
      switch name {
      case own.text: renamed.append((key, "prompt"))
      case own.label: renamed.append((key, "completion"))
      case "prompt", "completion": clash = key
      default: break
      }
    }
    if let clash {
      throw Failure(
        code: "duplicate-key", message: "the record has a label and a prompt or completion too", view: clash)
    }
  }

  /// The record's text with other prompts and completions; nil when nothing changes.
  func edited(_ root: JSONView, prompt newPrompt: [UInt8]?, completions newCompletions: [[UInt8]]) -> [UInt8]? {
    var edits = RecordEdits()
    if let promptView, let newPrompt, newPrompt != prompt { edits.replace(promptView, with: Self.quoted(newPrompt)) }
    for (index, view) in completionViews.enumerated()
    where newCompletions[index] != completions[index] || view.kind != .string {
      edits.replace(view, with: Self.quoted(newCompletions[index]))
    }
    for (key, name) in renamed where (try? key.string()) != name {
      edits.replace(key, with: Self.quoted(Array(name.utf8)))
    }
    return edits.isEmpty ? nil : root.withUnsafeBytes { edits.applied(to: $0) }
  }

  /// The value of the prompt, for the place of a finding.
  var promptPlace: JSONView? { promptView }

  /// The value of a completion, for the place of a finding.
  func completionPlace(_ index: Int) -> JSONView { completionViews[index] }

  private static func view(
    _ field: RecordField, in root: JSONView, _ keys: borrowing KnownKeys, _ names: FieldNames
  ) throws(Failure) -> JSONView {
    guard let view = keys.value(field, of: root) else {
      throw Failure(code: "missing-field", message: "missing field \"\(names.mapping.name(of: field))\"")
    }
    return view
  }

  private static func shape(_ detected: DetectedShape?, in set: SetShape?) throws(Failure) -> ExampleShape {
    guard let detected else {
      throw Failure(
        code: "unknown-shape", message: "no prompt found in the record's fields; map them with --map")
    }
    if let set, set.refuses(detected) { throw Failure(code: "other-shape", message: set.words(for: detected)) }
    let told = set?.reading(detected) ?? detected.shape
    guard let shape = ExampleShape(native: told) else {
      throw Failure(code: "foreign-shape", message: ExampleShape.foreign(told))
    }
    return shape
  }

  private static func label(_ view: JSONView) throws(Failure) -> [UInt8] {
    view.kind == .number || view.kind == .bool ? view.withUnsafeBytes { Array($0) } : try text(view)
  }

  private static func text(_ view: JSONView) throws(Failure) -> [UInt8] {
    guard view.kind == .string else {
      let isList = view.kind == .array
      throw Failure(
        code: isList ? "needs-template" : "wrong-type",
        message: isList ? "messages get their form from a chat template (--template)" : "this is not a string",
        view: view)
    }
    do throws(JSONError) { return try view.unescaped() } catch {
      throw Failure(code: error.code.rawValue, message: error.message, view: view)
    }
  }

  private static func quoted(_ text: [UInt8]) -> [UInt8] { JSONWriter.text(text) }
}
