import PrepBytes
import PrepDiagnostics
import PrepRecords

/// A value inside of a JSON text, with blanks in place of all that stands around it: lines, columns and offsets stay
/// those of the input, and nothing is held but a block.
///
/// What is skipped is not checked; whoever reads the value checks that. But the text has to be one value that ends, in
/// which the way leads to one place: nothing may stand behind it unread.
final class JSONMemberSource: ByteSource {
  private enum State { case value, key, afterKey, afterValue, done }
  /// What is inside of an object or array that the way leads through.
  private struct Frame {
    var isArray: Bool
    var index = 0
  }

  var name: String { source.name }
  private let source: any ByteSource
  private let pointer: JSONPointer
  private var state = State.value
  /// The objects and arrays on the way, of which each has its token matched by the next.
  private var frames: [Frame] = []
  /// Whether the value that comes next is the one on the way.
  private var isOnWay = true
  private var isFound = false
  /// How deep the value is that is skipped or passed on, and whether it is passed on.
  private var depth = 0
  private var inString = false
  private var string = JSONStringBytes()
  private var isInside = false
  private var isTarget = false
  private var isScalar = false
  private var key: [UInt8] = []
  private var line = 1
  /// What there is besides the value that is wanted and would be lost.
  private var fault: Diagnostic?

  init(_ source: any ByteSource, at pointer: JSONPointer) {
    self.source = source
    self.pointer = pointer
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try source.read(into: buffer)
    if count == 0, buffer.count > 0 { try end() }
    for index in 0..<count {
      let byte = buffer[index]
      if byte == 0x0A { line += 1 }
      if !take(byte), byte != 0x0A { buffer[index] = 0x20 }
      if let fault { throw fault }
    }
    return count
  }

  /// The end of the text.
  private func end() throws {
    if !isFound {
      throw Diagnostic(
        "no-such-records", "there is nothing at \(pointer.text) (--records)", at: SourceLocation(file: name, line: 1))
    }
    // A number or a word at the end of the text ends with it.
    if state == .done || isInside && isScalar && frames.isEmpty { return }
    throw Diagnostic(
      "invalid-json", "the text ends before what is around \(pointer.text) does",
      at: SourceLocation(file: name, line: line)
    )
  }

  /// How to read values one after the other, each of which has records.
  private var remedy: String {
    let isPlain = pointer.tokens.allSatisfy {
      $0.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F }
    }
    guard isPlain, !pointer.tokens.isEmpty, pointer.tokens.allSatisfy({ $0[0] &- 0x30 >= 10 }) else { return "" }
    let way = pointer.tokens.map { "." + String(decoding: $0, as: UTF8.self) }.joined()
    return "; jq -c '\(way)[]' FILE takes the records out of each line"
  }

  /// Takes a byte; says whether it is of the value that is wanted.
  private func take(_ byte: UInt8) -> Bool {
    if isInside { return takeInside(byte) }
    switch state {
    case .done:
      let isBlank = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
      // Zeros fill files up, as after a crash.
      if !isBlank, byte != 0, fault == nil {
        fault = Diagnostic(
          "invalid-json",
          "there is more behind the value in which --records=\(pointer.text) looks, and it reads one value" + remedy,
          at: SourceLocation(file: name, line: line))
      }
      return false
    case .key: return takeKey(byte)
    case .value: return begin(byte)
    case .afterKey:
      if byte == UInt8(ascii: ":") { state = .value }
      return false
    case .afterValue:
      if byte == UInt8(ascii: ",") {
        if frames[frames.count - 1].isArray {
          frames[frames.count - 1].index += 1
          match(Array("\(frames[frames.count - 1].index)".utf8))
          state = .value
        } else {
          state = .key
        }
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        endFrame()
      }
      return false
    }
  }

  private func match(_ token: [UInt8]) {
    isOnWay = frames.count <= pointer.tokens.count && token == pointer.tokens[frames.count - 1]
  }

  private func endFrame() {
    frames.removeLast()
    state = frames.isEmpty ? .done : .afterValue
  }

  /// The first byte of a value, or a blank before it.
  private func begin(_ byte: UInt8) -> Bool {
    let isBlank = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    if isBlank || (frames.isEmpty && [0xEF, 0xBB, 0xBF].contains(byte)) { return false }
    if byte == UInt8(ascii: "]"), let last = frames.last, last.isArray {
      endFrame()
      return false
    }
    let isContainer = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    if isOnWay, frames.count < pointer.tokens.count, isContainer {
      frames.append(Frame(isArray: byte == UInt8(ascii: "[")))
      if byte == UInt8(ascii: "[") {
        match(Array("0".utf8))
        state = .value
      } else {
        state = .key
      }
      return false
    }
    isTarget = isOnWay && frames.count == pointer.tokens.count
    if isTarget, isFound {
      fault = Diagnostic(
        "duplicate-key", "a key of \(pointer.text) (--records) appears twice",
        at: SourceLocation(file: name, line: line))
    }
    isFound = isFound || isTarget
    isInside = true
    isScalar = !isContainer && byte != UInt8(ascii: "\"")
    depth = isContainer ? 1 : 0
    inString = byte == UInt8(ascii: "\"")
    return isTarget
  }

  /// A byte of a value after its first.
  private func takeInside(_ byte: UInt8) -> Bool {
    if isScalar {
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") else { return isTarget }
      endValue()
      return take(byte)
    }
    if inString {
      if string.closes(with: byte) {
        inString = false
        if depth == 0 { endValue() }
      }
      return isTarget
    }
    switch byte {
    case UInt8(ascii: "\""): inString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if depth == 0 {
        defer { endValue() }
        return isTarget
      }
    default: break
    }
    return isTarget
  }

  private func endValue() {
    isInside = false
    state = frames.isEmpty ? .done : .afterValue
  }

  /// A byte of an object where a key stands, or its end.
  private func takeKey(_ byte: UInt8) -> Bool {
    if inString {
      if string.closes(with: byte) {
        inString = false
        let text = [UInt8(ascii: "\"")] + key + [UInt8(ascii: "\"")]
        match((try? JSONDocument(text).root.unescaped()) ?? key)
        state = .afterKey
        return false
      }
      key.append(byte)
    } else if byte == UInt8(ascii: "\"") {
      inString = true
      key = []
    } else if byte == UInt8(ascii: "}") {
      endFrame()
    }
    return false
  }
}
