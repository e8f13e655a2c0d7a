import CTargetProfiles
import PrepRecords
import PrepShapes

/// What the dated file of a target says that a form has to keep to: the one table that `prep validate --target` judges
/// by.
struct TargetRules: Sendable {
  /// The keys that messages may have; nil where any will do.
  var messageKeys: Set<String>?
  /// The roles that messages may have; nil where any will do.
  var roles: Set<String>?
  /// The roles of the messages of an output that is compared; nil is one message of the assistant.
  var outputRoles: Set<String>?
  /// Who has to speak last; nil where anybody may.
  var lastRole: RoleKind?
  /// How arguments of calls are written; nil where either will do.
  var arguments: TargetForm.Arguments?
  /// Whether the ids of calls have nine letters and digits.
  var hasShortCallIDs = false

  /// Those of every target, by its name.
  static let byName: [String: TargetRules] = {
    var rules: [String: TargetRules] = [:]
    for index in 0..<prep_target_profile_count() {
      var size = 0
      let text = prep_target_profile(index, &size)
      guard let root = try? JSONDocument(Array(UnsafeRawBufferPointer(start: text, count: size))).root,
        let name = try? root["name"]?.string()
      else { continue }
      rules[name] = TargetRules(root)
    }
    return rules
  }()

  private init(_ root: JSONView) {
    func list(_ key: String) -> [String]? { root[key]?.elements.compactMap { try? $0.string() } }
    messageKeys = list("message_keys").map { Set($0) }
    roles = list("roles").map { Set($0) }
    outputRoles = list("output_roles").map { Set($0) }
    lastRole = list("last_roles")?.first.map { RoleKind($0) }
    arguments = (try? root["tool_arguments"]?.string()).flatMap { TargetForm.Arguments(rawValue: $0) }
    hasShortCallIDs = root["tool_call_id_length"]?.int == 9
  }
}
