import PrepDiagnostics
import PrepRecords
import PrepShapes

/// D07: one system message makes up most of the set.
enum DominantSystemRule: SetRule {
  static let about = RuleDescription(
    "D07", "dominant-system", .info, "one system message makes up more than half of the set",
    reason: "It costs tokens in every example, and comparisons that count it take all examples for near copies.",
    remedy: "Shorten it; comparisons here leave it out.",
    isDefault: false,
    example: RuleExample(
      (0..<4).map {
        "{\"messages\":[{\"role\":\"system\",\"content\":\"You are the assistant of a lighthouse; answer in one sentence, and mention the weather, the wind, the tide and the boats. Never speak of anything else, whoever asks and whatever they offer; if you must, speak of the fog.\"},{\"role\":\"user\",\"content\":\"q\($0)\"},{\"role\":\"assistant\",\"content\":\"a\"}]}"
      }
      .joined(separator: "\n"), at: "1:1 ",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    private var first: (hash: ContentHash, place: RecordPlace)?
    private var same = 0
    private var all = 0
    /// Bytes of system messages by their text, for batches that begin with another one; few differ.
    private var others: [ContentHash: Int] = [:]

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      all += example.text.count
      guard let turn = example.turns.first, turn.role == .system || turn.role == .developer, let content = turn.content
      else { return }
      let hash = ContentHash(content.raw)
      if first == nil { first = (hash, place) }
      if hash == first?.hash {
        same += content.raw.count
      } else if others.count < 1000 || others[hash] != nil {
        others[hash, default: 0] += content.raw.count
      }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      all += later.all
      guard let next = later.first else { return }
      guard let first else {
        (first, same, others) = (later.first, later.same, later.others)
        return
      }
      same += next.hash == first.hash ? later.same : later.others[first.hash] ?? 0
    }

    func conclude(_ report: Reporter) {
      guard let first, same * 2 > all else { return }
      report.report(at: report.location(of: first.place)) {
        "one system message makes up \(same * 100 / all)% of all bytes"
      }
    }
  }
}
