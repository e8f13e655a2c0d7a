import PrepBytes
import PrepTemplates

/// The stretches of renderings. Those of one plan, of which the same is learnt, differ in nothing but where the
/// stretches end.
struct StretchPlans: ~Copyable {
  private struct Plan {
    let request: ChatLabeller.Request
    /// The stretches; each ends where a piece does, whose number stands there, or at the start of the text.
    let stretches: [LabelledText.Stretch]
    let isOpen: Bool
  }

  private static let start = -1
  /// By the number of the plan; the last request of each.
  private var plans: [Plan?] = []

  /// Gives a text the bytes and stretches of a rendering; returns false where they are not known.
  mutating func `repeat`(_ rendered: inout ChatBuffer, _ request: ChatLabeller.Request, _ text: inout LabelledText)
    -> Bool
  {
    let number = Int(rendered.plan)
    guard plans.indices.contains(number), let plan = plans[number], plan.request == request else { return false }
    text.exchange(&rendered.bytes)
    let pieces = rendered.pieces.all
    text.isOpen = plan.isOpen
    text.set(plan.stretches) { $0 == Self.start ? 0 : pieces[$0].end }
    return true
  }

  /// Remembers the stretches of a rendering whose contents are not empty.
  mutating func insert(
    _ stretches: UnsafeBufferPointer<LabelledText.Stretch>, _ pieces: UnsafeBufferPointer<RenderedChat.Piece>,
    _ number: Int32,
    _ request: ChatLabeller.Request, isOpen: Bool
  ) {
    var piece = Self.start
    let places = stretches.map { stretch in
      while piece + 1 < pieces.count, pieces[piece + 1].end <= stretch.end { piece += 1 }
      var place = stretch
      place.end = piece
      return place
    }
    while plans.count <= Int(number) { plans.append(nil) }
    plans[Int(number)] = Plan(request: request, stretches: places, isOpen: isOpen)
  }
}
