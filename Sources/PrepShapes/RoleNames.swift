/// What the roles of messages are called, by the user's word and then by the table.
package struct RoleNames: Sendable {
  private var names: [String: RoleKind.Name] = [:]

  /// The names that were added to those of the table, in their order.
  package private(set) var added: [(name: String, role: String)] = []

  package init() {}

  /// Reads `THEIRS=OURS,…`, which goes before what is known already; nil for a part without `=` or a role that is not
  /// ours.
  package init?(parsing argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty, let role = RoleKind.named(sides[1]), !role.isAlias || role.isCall
      else { return nil }
      names[sides[0]] = role
      added.append((sides[0], sides[1]))
    }
  }

  /// What a name means; nil when it is no speaker's that is known.
  package func role(_ name: String) -> RoleKind.Name? {
    guard let role = names[name] ?? RoleKind.named(name), role.kind != .other else { return nil }
    return role
  }
}
