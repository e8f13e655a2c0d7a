import PrepDiagnostics
import PrepRecords
import PrepShapes

/// R09: some conversations have a system message, or another one than the rest.
enum SystemTextRule: SetRule {
  static let about = RuleDescription(
    "R09", "system-text", .info, "conversations differ in their system message, or some have none",
    reason: "What the model is told at the start is part of what it learns; at use it should be told the same.",
    remedy: "prep convert --to chat --system TEXT gives one to those that have none.", with: ["TEXT": "s"],
    example: RuleExample(
      #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
        + "\n"
        + #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#, at: "2:1 ",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#))

  static func makeTally() -> any SetTally { Tally() }

  private final class Tally: SetTally {
    private var with = 0
    private var without = 0
    private var firstWithout: RecordPlace?
    /// The first system message and where it stands, and the first that is another.
    private var first: (text: ContentHash, place: RecordPlace)?
    private var other: RecordPlace?

    func observe(_ example: ExampleView, _ place: RecordPlace) {
      guard example.isChat, let turn = example.turns.first else { return }
      guard turn.role == .system || turn.role == .developer, let content = turn.content else {
        if example.hasAny(.system) || example.hasAny(.systemInstruction) { return }
        without += 1
        if firstWithout == nil { firstWithout = place }
        return
      }
      with += 1
      if other != nil { return }
      let text = ContentHash(content.raw)
      if let first { if first.text != text { other = place } } else { first = (text, place) }
    }

    func join(_ later: any SetTally) {
      guard let later = later as? Tally else { return }
      with += later.with
      without += later.without
      if firstWithout == nil { firstWithout = later.firstWithout }
      guard let next = later.first else { return }
      if let first {
        if other == nil { other = next.text == first.text ? later.other : next.place }
      } else {
        (first, other) = (later.first, later.other)
      }
    }

    func conclude(_ report: Reporter) {
      if with > 0, without > 0, let firstWithout {
        report.report(at: report.location(of: firstWithout)) {
          "\(without) conversations have no system message, \(with) have one; this is the first without"
        }
      }
      if let other { report.report(at: report.location(of: other)) { "the system message differs from the first one" } }
    }
  }
}
