package import PrepDiagnostics
package import PrepRecords

extension Record {
  /// The finding that the fields of the record tell no shape. It names the fields.
  ///
  /// - Parameter remedy: What helps in the command at hand.
  package func unknownShape(_ remedy: String) -> Diagnostic {
    var names: [String] = []
    root.forEachMember { key, _ in
      if names.count < 7, let name = try? key.string() {
        names.append(name.count > 24 ? String(name.prefix(23)) + "…" : name)
      }
    }
    if names.count > 6 { names[6] = "…" }
    let fields = names.isEmpty ? "it has none" : names.joined(separator: ", ")
    return Diagnostic(
      "unknown-shape", "cannot detect the record's shape from its fields (\(fields)); \(remedy)",
      at: location(pointer: ""))
  }
}
