import PrepRecords
import PrepShapes

/// Which field of messages that stand one a line names the conversation of each, told by the first of them.
///
/// A name that says so decides, however it is written. Else an id does that several messages have. Any other value that
/// is the same over runs of lines, each of which begins as conversations do, leaves it open.
enum ConversationKey: Equatable {
  /// The names, in the order in which they are looked for; none where all lines are one conversation.
  case named([String])
  /// A field that may be one, and the line at which its second value begins.
  case doubtful(String, line: Int)

  /// How many lines are looked at.
  static let mostLines = 64

  /// What conversations are called, the surest first, in small letters and without what stands between words.
  private static let words = [
    "conversation", "convo", "conv", "dialogue", "dialog", "thread", "chat", "session", "ticket",
  ]
  private static let endings = ["id", "uuid", "guid", "key", "index", "idx", "number", "no", ""]
  private static let certain = words.flatMap { word in endings.map { word + $0 } }
  /// Ends of names that tell one thing from another.
  private static let idEndings = ["id", "uuid", "guid", "key", "hash", "ref"]
  /// Whose ids say who takes part, and not in what.
  private static let people = [
    "user", "custom", "client", "account", "auth", "send", "speak", "agent", "model", "assistant", "person",
    "company", "tenant", "organization", "org", "team", "member",
  ]
  private static let times = ["time", "date", "created", "updated", "sentat"]

  /// The values of a field in the lines that have a message.
  private struct Column {
    var values: [[UInt8]] = []

    var counts: [[UInt8]: Int] { values.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
    /// Whether most lines share their value with another.
    var repeats: Bool {
      let counts = counts
      return values.count { counts[$0] ?? 0 > 1 } * 2 >= values.count && values.count > 1
    }
    /// Where runs of one value begin.
    var starts: [Int] { values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] } }
  }

  init(_ lines: [(line: [UInt8], origin: Int)]) {
    var columns: [String: Column] = [:]
    var order: [String] = []
    var begins: [Bool] = []
    var origins: [Int] = []
    var nulls: Set<String> = []
    for (line, origin) in lines {
      guard let root = try? JSONDocument(line).root, MessageLine.hasMessage(root) else { continue }
      let keys = MessageLine.keys(of: root)
      let message = keys == nil ? root["message"] ?? root : root
      let speaker = keys.map { root[$0.speaker] } ?? message[RecordField.role.name] ?? message[RecordField.from.name]
      let role = RoleKind((try? speaker?.string()) ?? "")
      begins.append(role == .user || role.isInstruction)
      origins.append(origin)
      root.forEachMember { key, value in
        guard let name = try? key.string(), name != keys?.speaker, name != keys?.said else { return }
        if value.isNull { nulls.insert(name) }
        guard value.kind == .string || value.kind == .number
        else { return }
        if columns[name] == nil { order.append(name) }
        columns[name, default: Column()].values.append(value.withUnsafeBytes { Array($0) })
      }
    }
    let named = order.filter { Self.certain.contains(Self.plain($0)) }
    if !named.isEmpty {
      func rank(_ name: String) -> Int { Self.certain.firstIndex(of: Self.plain(name)) ?? Self.certain.count }
      self = .named(named.sorted { rank($0) < rank($1) })
      return
    }
    let others = order.filter { name in
      columns[name]?.values.count == begins.count && !MessageLine.numberNames.contains(name)
        && !MessageLine.parentNames.contains(name) && !Self.times.contains { Self.plain(name).contains($0) }
    }
    // Where lines say which they follow, they have ids of their own. Of several others the one that tells most apart.
    let hasParents = MessageLine.parentNames.contains { columns[$0] != nil || nulls.contains($0) }
    var best: (name: String, count: Int)?
    for name in others where Self.isID(name) && !(hasParents && MessageLine.ownNames.contains(name)) {
      guard let column = columns[name], column.repeats else { continue }
      let count = column.counts.count
      if count > best?.count ?? 0 { best = (name, count) }
    }
    if let best {
      self = .named([best.name])
      return
    }
    for name in others {
      guard let column = columns[name], column.repeats, !Self.isLine(name) else { continue }
      let starts = column.starts
      if starts.count > 1, starts.count == column.counts.count, starts.allSatisfy({ begins[$0] }) {
        self = .doubtful(name, line: origins[starts[1]])
        return
      }
    }
    self = .named([])
  }

  /// Whether a name is that of an id of something that may be a conversation.
  private static func isID(_ name: String) -> Bool {
    let plain = plain(name)
    return idEndings.contains { plain.hasSuffix($0) } && !people.contains { plain.contains($0) }
  }

  /// Whether a field says of the message itself what it says.
  private static func isLine(_ name: String) -> Bool { ["name", "weight"].contains(name) }

  /// A name in small letters, without what stands between its words.
  private static func plain(_ name: String) -> String {
    String(
      decoding: name.utf8.compactMap { byte -> UInt8? in
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "."): nil
        default: byte
        }
      }, as: UTF8.self)
  }
}
