import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads the trees of replies that OASST collected: each message has replies, which people ranked.
struct MessageTreeReader {
  private let source: SourceRecord
  private let paths: SourceReader.Paths

  init(_ source: SourceRecord, _ paths: SourceReader.Paths) {
    self.source = source
    self.paths = paths
  }

  /// A message that was not deleted and the replies to it, the best first.
  private struct Node {
    var view: JSONView
    var message: Message
    var rank: Int?
  }

  func examples() throws(Diagnostic) -> [Example] {
    let root: JSONView
    if let prompt = source.member(.prompt) {
      root = prompt
    } else {
      root = source.root
      source.use(.text, .role, .replies)
    }
    source.use(.treeID, .treeState)
    var examples: [Example] = []
    var walked: [Message] = [try node(root).message]
    // A stack of levels instead of recursion: the replies still to visit below each message of the way.
    var levels: [[Node]] = [try replies(of: root)]
    pairs(levels[0], walked, &examples)
    while let level = levels.last {
      guard var next = level.first else {
        levels.removeLast()
        walked.removeLast()
        continue
      }
      levels[levels.count - 1].removeFirst()
      // A question that nobody answered leads nowhere.
      if paths == .best, !continues(next), let other = levels[levels.count - 1].first(where: { continues($0) }) {
        next = other
      }
      if paths == .best, !levels[levels.count - 1].isEmpty {
        source.losses.insert("replies that are not the best")
        levels[levels.count - 1] = []
      }
      walked.append(next.message)
      let below = try replies(of: next.view)
      levels.append(below)
      pairs(below, walked, &examples)
      if paths != .pairs, next.message.role == "assistant", !below.contains(where: { continues($0) }) {
        examples.append(.chat(Chat(messages: walked)))
        if !below.isEmpty { source.losses.insert("questions without an answer") }
      }
    }
    if examples.isEmpty {
      throw source.impossible(paths == .pairs ? "no two replies are ranked" : "the tree has no answer")
    }
    return examples
  }

  /// Whether an answer comes below a question.
  private func continues(_ node: Node) -> Bool {
    guard node.message.role != "assistant" else { return true }
    return ((try? replies(of: node.view)) ?? []).contains { $0.message.role == "assistant" }
  }

  private func pairs(_ replies: [Node], _ walked: [Message], _ examples: inout [Example]) {
    guard paths == .pairs else { return }
    let ranked = replies.filter { $0.message.role == "assistant" && $0.rank != nil }
    for (index, better) in ranked.enumerated() {
      for worse in ranked[(index + 1)...] where (better.rank ?? 0) < (worse.rank ?? 0) {
        examples.append(
          .preference(
            Preference(
              prompt: .messages(walked), chosen: .messages([better.message]), rejected: .messages([worse.message]))))
      }
    }
  }

  private func node(_ view: JSONView) throws(Diagnostic) -> Node {
    guard let text = view["text"] else { throw source.missing("text", in: view) }
    guard let roleView = view["role"] else { throw source.missing("role", in: view) }
    let name = try source.string(roleView)
    guard let role = source.roles.role(name) else {
      throw source.impossible("the role \"\(name)\" is not known", at: roleView)
    }
    return Node(
      view: view, message: Message(role: role.kind.name, content: .text(try source.text(text))), rank: view["rank"]?.int
    )
  }

  /// The replies to a message: ranked ones in order, then the others as they stand.
  private func replies(of view: JSONView) throws(Diagnostic) -> [Node] {
    guard let list = view["replies"], !list.isNull else { return [] }
    var nodes: [Node] = []
    for reply in try source.elements(list) {
      if reply["deleted"]?.bool == true {
        source.losses.insert("deleted messages")
        continue
      }
      nodes.append(try node(reply))
    }
    return nodes.enumerated().sorted { ($0.element.rank ?? .max, $0.offset) < ($1.element.rank ?? .max, $1.offset) }
      .map(\.element)
  }
}
