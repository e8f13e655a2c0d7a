package import PrepRecords

/// What is known of calls of tools, whoever wrote them.
package enum ToolCallForm {
  /// Whether a call has no arguments: null, or a text of blanks, which people write for a tool that takes none.
  package static func isNone(_ arguments: JSONView) -> Bool {
    if arguments.isNull { return true }
    guard arguments.kind == .string, let text = try? arguments.unescaped() else { return false }
    return text.allSatisfy { $0 <= 0x20 }
  }
}
