import PrepRecords
import PrepShapes

extension Chat {
  /// Takes the tools that a message of the system has as a member, as GLM-4's conversations have them.
  ///
  /// - Returns: false where the conversation has others already, so that those of the message would be lost.
  mutating func takeToolsOfInstructions() -> Bool {
    for index in messages.indices where !messages[index].other.isEmpty && RoleKind(messages[index].role).isInstruction {
      guard let place = messages[index].other.firstIndex(where: { $0.key == RecordField.tools.name }),
        let view = try? JSONDocument(messages[index].other[place].json).root, RecordField.tools.says(view)
      else { continue }
      guard case .tools(let own) = ToolList.read(view) else { continue }
      if let tools, tools != own { return false }
      tools = own
      messages[index].other.remove(at: place)
    }
    return true
  }
}
