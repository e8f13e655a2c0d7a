import PrepRecords
import PrepShapes

/// How the arguments of tool calls are written: as a string of JSON, or as an object.
package enum ToolArgumentForm: String, Sendable, Hashable, CaseIterable { case string, object }

/// Mends arguments of tool calls that are text and no JSON. Sound ones stay as they are, objects and strings alike,
/// unless a target takes one form alone.
enum ToolArgumentRule: RecordRule {
  static let repair = Repair.toolArguments

  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange {
    apply(to: root, as: nil, names)
  }

  /// - Parameter form: The form that is asked for; nil leaves each as it is.
  static func apply(to root: JSONView, as form: ToolArgumentForm?, _ names: FieldNames) -> RecordChange {
    var edits = RecordEdits()
    Messages.forEachObject(in: root, names) { message in
      message[RecordField.toolCalls.name]?.forEachElement { call in
        mend(call[RecordField.function.name] ?? call, form, &edits)
      }
      if let call = message[RecordField.functionCall.name] { mend(call, form, &edits) }
    }
    return .edits(edits)
  }

  private static func mend(_ function: JSONView, _ form: ToolArgumentForm?, _ edits: inout RecordEdits) {
    guard function.kind == .object,
      let arguments = function[RecordField.arguments.name] ?? function[RecordField.parameters.name]
    else { return }
    if arguments.kind == .object {
      if form == .string { edits.replace(arguments, with: quoted(arguments.text)) }
      return
    }
    guard let text = arguments.stringBytes, !text.isEmpty else { return }
    let isSound = (try? JSONDocument(text)) != nil
    guard let value = isSound ? text : mended(text) else { return }
    if form == .object, (try? JSONDocument(value))?.root.kind == .object {
      edits.replace(arguments, with: value.map { $0 < 0x20 ? 0x20 : $0 })
    } else if !isSound {
      edits.replace(arguments, with: quoted(value))
    }
  }

  /// The one object that the repairs of text make of it.
  private static func mended(_ text: [UInt8]) -> [UInt8]? {
    guard case .repaired(let values, _) = LineRepair.repair(text, enabled: Set(Repair.named("json"))),
      values.count == 1, (try? JSONDocument(values[0]))?.root.kind == .object
    else { return nil }
    return values[0]
  }
}
