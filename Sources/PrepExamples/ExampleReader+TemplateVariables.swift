public import PrepDiagnostics
public import PrepRecords
import PrepShapes

extension ExampleReader {
  /// The variables that a record gives the template of its conversation: an object, or the JSON text of one; nil where it
  /// gives none.
  ///
  /// - Throws: `wrong-type` for anything else.
  public func templateVariables(of record: Record) throws(Diagnostic) -> [UInt8]? {
    let name = mapping.name(of: .chatTemplateKwargs)
    guard record.root.kind == .object, let view = record.root[name], !view.isNull else { return nil }
    if view.kind == .object { return view.withUnsafeBytes { Array($0) } }
    if view.kind == .string, let text = try? view.unescaped(), let root = try? JSONDocument(text).root,
      root.kind == .object
    {
      return text
    }
    throw Diagnostic(
      "wrong-type", "field \"\(name)\" is not an object", at: record.location(of: view, pointer: "/" + name))
  }
}
