import PrepShapes

/// What a message has of the forms that others write.
extension Message {
  /// Whether the one who speaks is called by another name than ours: a template that asks for ours would take it for
  /// nobody. What tools give back keeps its name, which templates know several of.
  var hasOthersRole: Bool {
    if role == "user" || role == "assistant" || role == "system" || role == "tool" { return false }
    guard let name = RoleKind.named(role), name.isAlias else { return false }
    return name.isCall || name.kind == .user || name.kind == .assistant || name.kind == .system
  }

  /// Whether it calls a function as messages did before there were several calls, which few templates ask for.
  var hasOldCall: Bool { self["function_call"]?.first == UInt8(ascii: "{") }
}
