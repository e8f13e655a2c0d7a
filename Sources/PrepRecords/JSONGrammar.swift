/// The second stage of reading JSON: holds the positions the kernel found against the grammar and makes the nodes.
///
/// It says that a value is flawless or that it may not be; the exact scanner tells why.
struct JSONGrammar {
  private enum State: UInt8 {
    case start, value, valueOrClose, key, keyOrClose, closingQuote, colon, separator, done, fault

    @inline(__always)
    var admitsValue: Bool { self == .value || self == .valueOrClose || self == .start }
  }

  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  var nodes: NodeBuffer
  private var state = State.start
  private var afterString = State.done
  private var depth = 0
  private var isInObject = false
  /// For each open bracket twice its node, plus one when an object is around it.
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
    isInObject = false
  }

  /// Takes positions up to the first line feed outside a string, or all of them.
  ///
  /// - Returns: How many were taken; the line feed is not.
  mutating func take(_ entries: UnsafePointer<UInt32>, from first: Int, to count: Int) -> Int {
    nodes.reserve(count - first)
    // Locals stay in registers; the members of self would not.
    let (bytes, base, open) = (bytes, nodes.base, open)
    var (state, depth, isInObject, next) = (state, depth, isInObject, nodes.count)
    var index = first
    defer { (self.state, self.depth, self.isInObject, nodes.count) = (state, depth, isInObject, next) }

    func add(_ start: Int, _ end: Int) {
      base[next] = JSONNode(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
      next += 1
    }
    func isQuote(_ index: Int) -> Bool { bytes[Int(entries[index])] == UInt8(ascii: "\"") }

    while index < count {
      let position = Int(entries[index])
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        switch state {
        case .closingQuote:
          base[next - 1].end = UInt32(truncatingIfNeeded: position)
          state = afterString
        case .key, .keyOrClose:
          // A key most often has its other quote and a colon behind it.
          if count &- index > 2, isQuote(index &+ 1), bytes[Int(entries[index &+ 2])] == UInt8(ascii: ":") {
            add(position, Int(entries[index &+ 1]))
            state = .value
            index &+= 3
            continue
          }
          add(position, 0)
          afterString = .colon
          state = .closingQuote
        case .value, .valueOrClose, .start:
          afterString = depth == 0 ? .done : .separator
          if count &- index > 1, isQuote(index &+ 1) {
            add(position, Int(entries[index &+ 1]))
            state = afterString
            index &+= 2
            continue
          }
          add(position, 0)
          state = .closingQuote
        default: state = .fault
        }
      case UInt8(ascii: ":"): state = state == .colon ? .value : .fault
      case UInt8(ascii: ","): state = state == .separator ? (isInObject ? .key : .value) : .fault
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard state.admitsValue, depth < JSONLimits.depth else {
          state = .fault
          break
        }
        open[depth] = UInt32(truncatingIfNeeded: next) << 1 | (isInObject ? 1 : 0)
        depth += 1
        add(position, 0)
        isInObject = byte == UInt8(ascii: "{")
        state = isInObject ? .keyOrClose : .valueOrClose
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        let isBrace = byte == UInt8(ascii: "}")
        guard state == (isBrace ? .keyOrClose : .valueOrClose) || (state == .separator && isInObject == isBrace) else {
          state = .fault
          break
        }
        depth -= 1
        isInObject = open[depth] & 1 != 0
        let opening = Int(open[depth] >> 1)
        base[opening].end = UInt32(truncatingIfNeeded: next)
        add(position, opening)
        state = depth == 0 ? .done : .separator
      case 0x0A: return index
      default:
        guard state.admitsValue, let wordEnd = endOfWord(byte, position) else {
          state = .fault
          break
        }
        add(position, wordEnd)
        state = depth == 0 ? .done : .separator
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

  /// The position after a number or word that starts at a position and ends where one may end; nil otherwise.
  @inline(__always)
  private func endOfWord(_ first: UInt8, _ position: Int) -> Int? {
    // Most numbers are short integers; the bytes behind the end are no digits.
    if first &- UInt8(ascii: "1") < 9 {
      var next = position + 1
      while JSONBytes.isDigit(bytes[next]) { next += 1 }
      if JSONBytes.endsWord(bytes[next]) { return next }
    }
    return endOfUnusualWord(first, position)
  }

  @inline(never)
  private func endOfUnusualWord(_ first: UInt8, _ position: Int) -> Int? {
    let wordEnd =
      first == UInt8(ascii: "-") || JSONBytes.isDigit(first)
      ? JSONBytes.endOfNumber(bytes, from: position, to: end) : JSONBytes.endOfLiteral(bytes, from: position, to: end)
    guard let wordEnd, wordEnd >= end || JSONBytes.endsWord(bytes[wordEnd]) else { return nil }
    return wordEnd
  }
}
