import PrepBytes
import PrepTokens

/// Text that knows which of it is learnt, and whose it is; what an example is before it becomes tokens.
struct LabelledText: ~Copyable {
  private var text = PlainList<UInt8>()
  private var list = PlainList<Stretch>()
  /// Whether something is learnt of a message, but not what ends it.
  var isOpen = false
  /// Whether stretches know which parts of turns they are; without that all are alike in it.
  var tellsParts = false

  /// A stretch of text with one weight and one speaker, or a control token.
  struct Stretch: Equatable, BitwiseCopyable {
    var end: Int
    /// The weight of its loss; 0 is context.
    var weight: Float
    /// The message it belongs to; -1 for none.
    var message: Int32
    var role: TokenRole
    /// Which part of its turn it is, where that is told.
    var part = TokenPart.other
    /// Whether it ends a turn or the example.
    var isEnd = false
    /// Whether an answer begins here, so that a token that reaches in from before is learnt with it.
    var opens = false
    /// Whether an answer ends here, so that a token that reaches out from it is learnt with it.
    var closes = false
    /// The control token it stands for; nil for text.
    var control: UInt32?

    /// Whether another stretch differs in nothing but its place and the token it may stand for.
    @inline(__always)
    func isLike(_ other: Stretch) -> Bool {
      weight == other.weight && message == other.message && role == other.role && isEnd == other.isEnd
        && part == other.part
    }
  }

  var bytes: UnsafeBufferPointer<UInt8> { text.all }
  var stretches: UnsafeBufferPointer<Stretch> { list.all }

  mutating func removeAll() {
    text.removeAll()
    list.removeAll()
    isOpen = false
  }

  /// Takes bytes whose stretches are told by ``mark(_:)``, and gives its own memory for them.
  mutating func exchange(_ other: inout PlainList<UInt8>) { swap(&text, &other) }

  /// - Parameter opens: Whether an answer begins here, the first token of which is learnt in any case.
  mutating func append(_ bytes: [UInt8], weight: Float, role: TokenRole, opens: Bool = false) {
    text.append(contentsOf: bytes)
    mark(
      Stretch(
        end: text.count, weight: weight, message: -1, role: role,
        part: !tellsParts ? .other : role == .prompt ? .header : .content, opens: opens))
  }

  mutating func append(control: UInt32?, weight: Float, role: TokenRole = .template, isEnd: Bool = false) {
    guard let control else { return }
    mark(
      Stretch(
        end: text.count, weight: weight, message: -1, role: role, part: tellsParts && isEnd ? .end : .other,
        isEnd: isEnd, control: control))
  }

  /// Takes stretches that differ from others in their ends, where it has none.
  @inline(__always)
  mutating func set(_ stretches: [Stretch], end: (Int) -> Int) {
    list.removeAll()
    list.append(contentsOf: stretches)
    list.withAll { all in
      for index in all.indices { all[index].end = end(all[index].end) }
    }
  }

  /// Notes that words of the template follow what was marked last, so that a token that reaches out into them is learnt
  /// with it.
  mutating func closeLast() {
    guard var last = list.last, last.control == nil else { return }
    last.closes = true
    list.replace(at: list.count - 1, with: last)
  }

  /// Says what the text up to an offset is. Neighbours that are alike become one.
  @inline(__always)
  mutating func mark(_ stretch: Stretch) {
    if stretch.control == nil {
      if let last = list.last {
        if stretch.end == last.end { return }
        if last.control == nil, last.isLike(stretch) {
          var joined = stretch
          joined.opens = last.opens
          return list.replace(at: list.count - 1, with: joined)
        }
      } else if stretch.end == 0 {
        return
      }
    }
    list.append(stretch)
  }
}
