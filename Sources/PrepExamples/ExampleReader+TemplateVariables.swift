public import PrepDiagnostics
public import PrepRecords
import PrepShapes

/// What a record gives the template of its conversation besides messages and tools.
public struct TemplateVariables: Sendable, Hashable {
  /// Variables by name: a JSON object; nil where there are none.
  public var named: [UInt8]?
  /// The texts that the answer is to rest on, a JSON list; nil where there are none. What they say is data, as messages
  /// are.
  public var documents: [UInt8]?

  /// Some variables.
  public init(named: [UInt8]? = nil, documents: [UInt8]? = nil) {
    self.named = named
    self.documents = documents
  }
}

extension ExampleReader {
  /// The variables that a record gives the template of its conversation; nil where it gives none.
  ///
  /// - Parameter takesDocuments: Whether the template shows documents; else they are left where they are.
  /// - Throws: `wrong-type` for anything that is none.
  public func templateVariables(of record: Record, takesDocuments: Bool = true) throws(Diagnostic) -> TemplateVariables?
  {
    let named = try json(.chatTemplateKwargs, .object, "an object", of: record)
    let documents = takesDocuments ? try json(.documents, .array, "a list", of: record) : nil
    if named == nil, documents == nil { return nil }
    return TemplateVariables(named: named, documents: documents)
  }

  /// The JSON text of a field, which may be written as a string; nil where the record has none.
  private func json(_ field: RecordField, _ kind: JSONView.Kind, _ words: String, of record: Record)
    throws(Diagnostic) -> [UInt8]?
  {
    let name = mapping.name(of: field)
    guard record.root.kind == .object, let view = record.root[name], !view.isNull else { return nil }
    if view.kind == kind { return view.count == 0 ? nil : view.withUnsafeBytes { Array($0) } }
    if view.kind == .string, let text = try? view.unescaped(), let root = try? JSONDocument(text).root,
      root.kind == kind
    {
      return root.count == 0 ? nil : text
    }
    if view.isBlank { return nil }
    throw Diagnostic(
      "wrong-type", "field \"\(name)\" is not \(words)", at: record.location(of: view, pointer: "/" + name))
  }
}
