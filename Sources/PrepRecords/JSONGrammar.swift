/// The second stage of reading JSON: holds the positions the kernel found against the grammar and makes the nodes.
///
/// It says that a value is flawless or that it may not be; the exact scanner tells why.
struct JSONGrammar {
  private enum State: UInt8 {
    case start, value, valueOrClose, key, keyOrClose, closingQuote, colon, separator, done, fault
  }

  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  var nodes: NodeBuffer
  private var state = State.start
  private var afterString = State.done
  private var depth = 0
  /// The nodes of the brackets that are open.
  private let open: UnsafeMutablePointer<UInt32>

  init(_ bytes: UnsafePointer<UInt8>, end: Int, nodes: NodeBuffer) {
    self.bytes = bytes
    self.end = end
    self.nodes = nodes
    open = .allocate(capacity: JSONLimits.depth)
  }

  func deallocate() { open.deallocate() }

  /// Whether one whole value was found since the last reset, and nothing else.
  var isComplete: Bool { state == .done }
  /// Whether nothing was found since the last reset.
  var isBlank: Bool { state == .start }

  mutating func reset() {
    state = .start
    depth = 0
  }

  /// Takes positions up to the first line feed outside a string, or all of them.
  ///
  /// - Returns: How many were taken; the line feed is not.
  mutating func take(_ entries: UnsafePointer<UInt32>, from first: Int, to count: Int) -> Int {
    var index = first
    var state = state
    defer { self.state = state }
    while index < count {
      let position = Int(entries[index])
      switch bytes[position] {
      case 0x0A: return index
      case UInt8(ascii: "\""):
        switch state {
        case .closingQuote:
          nodes.base[nodes.count - 1].end = UInt32(truncatingIfNeeded: position)
          state = afterString
        case .key, .keyOrClose:
          nodes.append(position, 0)
          afterString = .colon
          state = .closingQuote
        case .value, .valueOrClose, .start:
          nodes.append(position, 0)
          afterString = depth == 0 ? .done : .separator
          state = .closingQuote
        default: state = .fault
        }
      case UInt8(ascii: ":"): state = state == .colon ? .value : .fault
      case UInt8(ascii: ","): state = state == .separator ? (isInObject ? .key : .value) : .fault
      case UInt8(ascii: "{"): state = begin(position, state, .keyOrClose)
      case UInt8(ascii: "["): state = begin(position, state, .valueOrClose)
      case UInt8(ascii: "}"):
        state = state == .keyOrClose || (state == .separator && isInObject) ? close(position) : .fault
      case UInt8(ascii: "]"):
        state = state == .valueOrClose || (state == .separator && !isInObject) ? close(position) : .fault
      case let first: state = word(first, position, state)
      }
      if state == .fault { return skipLine(entries, index + 1, count) }
      index += 1
    }
    return index
  }

  private func skipLine(_ entries: UnsafePointer<UInt32>, _ first: Int, _ count: Int) -> Int {
    var index = first
    while index < count, bytes[Int(entries[index])] != 0x0A { index += 1 }
    return index
  }

  private var isInObject: Bool { bytes[Int(nodes.base[Int(open[depth - 1])].start)] == UInt8(ascii: "{") }

  @inline(__always)
  private mutating func begin(_ position: Int, _ state: State, _ next: State) -> State {
    guard state == .value || state == .valueOrClose || state == .start, depth < JSONLimits.depth else { return .fault }
    open[depth] = UInt32(truncatingIfNeeded: nodes.count)
    depth += 1
    nodes.append(position, 0)
    return next
  }

  @inline(__always)
  private mutating func close(_ position: Int) -> State {
    depth -= 1
    let opening = Int(open[depth])
    nodes.base[opening].end = UInt32(truncatingIfNeeded: nodes.count)
    nodes.append(position, opening)
    return depth == 0 ? .done : .separator
  }

  private mutating func word(_ first: UInt8, _ position: Int, _ state: State) -> State {
    guard state == .value || state == .valueOrClose || state == .start else { return .fault }
    let wordEnd =
      first == UInt8(ascii: "-") || JSONBytes.isDigit(first)
      ? JSONBytes.endOfNumber(bytes, from: position, to: end) : JSONBytes.endOfLiteral(bytes, from: position, to: end)
    guard let wordEnd, wordEnd >= end || JSONBytes.endsWord(bytes[wordEnd]) else { return .fault }
    nodes.append(position, wordEnd)
    return depth == 0 ? .done : .separator
  }
}
