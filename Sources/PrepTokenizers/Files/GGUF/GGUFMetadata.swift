internal import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepSystem

/// The metadata at the head of a GGUF file: what it says of its model's tokenizer.
///
/// The form is that of `docs/gguf.md` in ggml's repository: a magic, a version, the numbers of tensors and of values,
/// then each value as a key, a kind and what it holds, little-endian. Nothing of the tensors is read. No number in the
/// file is believed further than there are bytes, and no more than ``longestHeader`` bytes are looked at.
struct GGUFMetadata {
  enum Value {
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case text([UInt8])
    case texts([[UInt8]])
    case integers([Int])
    case numbers([Double])
  }

  /// The values whose keys begin with `tokenizer.`, by these.
  private(set) var values: [String: Value] = [:]

  /// The largest header taken: that of a vocabulary of a million tokens has about 64 MiB.
  static let longestHeader = 1 << 28
  private static let longestText = 1 << 26
  private static let magic = Array("GGUF".utf8)

  /// Whether a file begins as one of these does. What is not a file of its own, such as a pipe, is not looked at.
  static func recognizes(_ path: String) -> Bool {
    guard FileStatus.of(path)?.kind == .file, let source = try? FileByteSource(path: path) else { return false }
    var start = [UInt8](repeating: 0, count: 4)
    let count = try? start.withUnsafeMutableBytes { try source.readFully(into: $0) }
    return count == 4 && start == magic
  }

  /// Reads the head of a file.
  ///
  /// - Throws: ``TokenizerFailure`` where it cannot be read, or is not what it should be.
  init(path: String) throws(TokenizerFailure) {
    let cursor: Cursor
    do { cursor = try Cursor(FileByteSource(path: path)) } catch let failure as IOFailure {
      throw TokenizerFailure(.cannotRead, failure.message, path: path)
    } catch { throw TokenizerFailure(.cannotRead, "\(error)", path: path) }
    do {
      try read(cursor)
    } catch let fault as Fault {
      throw TokenizerFailure(
        .damaged, "the GGUF header is damaged at byte \(cursor.position): \(fault.message)", path: path)
    } catch let failure as IOFailure {
      throw TokenizerFailure(.cannotRead, failure.message, path: path)
    } catch { throw TokenizerFailure(.cannotRead, "\(error)", path: path) }
  }

  private mutating func read(_ cursor: Cursor) throws {
    if try cursor.bytes(4) != Self.magic { throw Fault("it does not begin with GGUF") }
    let version = try cursor.number(4)
    if version.byteSwapped >> 32 < 16, version > 16 { throw Fault("it is big-endian, which is not supported") }
    guard version == 2 || version == 3 else { throw Fault("its version is \(version); 2 and 3 are read") }
    _ = try cursor.number(8)
    let count = try cursor.number(8)
    for _ in 0..<(try cursor.count(count, of: 13)) {
      let key = String(decoding: try cursor.text(limit: 1 << 16), as: UTF8.self)
      let kind = try cursor.number(4)
      let isWanted = key.hasPrefix("tokenizer.")
      if let value = try value(kind, cursor, isWanted: isWanted, depth: 0), isWanted { values[key] = value }
    }
  }

  /// How many bytes a value of a kind has; nil for texts and lists.
  private static func width(_ kind: UInt64) throws(Fault) -> Int? {
    switch kind {
    case 0, 1, 7: return 1
    case 2, 3: return 2
    case 4, 5, 6: return 4
    case 10, 11, 12: return 8
    case 8, 9: return nil
    default: throw Fault("there is no kind \(kind) of values")
    }
  }

  private func value(_ kind: UInt64, _ cursor: Cursor, isWanted: Bool, depth: Int) throws -> Value? {
    if let width = try Self.width(kind) { return Self.scalar(kind, try cursor.number(width)) }
    if kind == 8 {
      if isWanted { return .text(try cursor.text(limit: Self.longestText)) }
      try cursor.skipText()
      return nil
    }
    if depth > 3 { throw Fault("lists are nested too deeply") }
    let inner = try cursor.number(4)
    let width = try Self.width(inner)
    let count = try cursor.count(try cursor.number(8), of: width ?? (inner == 8 ? 8 : 12))
    if !isWanted || inner == 9 {
      if let width {
        try cursor.skip(count * width)
      } else {
        for _ in 0..<count { _ = try value(inner, cursor, isWanted: false, depth: depth + 1) }
      }
      return nil
    }
    if inner == 8 {
      var texts: [[UInt8]] = []
      for _ in 0..<count { texts.append(try cursor.text(limit: Self.longestText)) }
      return .texts(texts)
    }
    var integers: [Int] = []
    var numbers: [Double] = []
    for _ in 0..<count {
      switch Self.scalar(inner, try cursor.number(width ?? 1)) {
      case .number(let number): numbers.append(number)
      case .integer(let integer): integers.append(integer)
      case .flag(let flag): integers.append(flag ? 1 : 0)
      default: break
      }
    }
    return inner == 6 || inner == 12 ? .numbers(numbers) : .integers(integers)
  }

  private static func scalar(_ kind: UInt64, _ bits: UInt64) -> Value {
    switch kind {
    case 1: .integer(Int(Int8(truncatingIfNeeded: bits)))
    case 3: .integer(Int(Int16(truncatingIfNeeded: bits)))
    case 5: .integer(Int(Int32(truncatingIfNeeded: bits)))
    case 6: .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case 7: .flag(bits != 0)
    case 12: .number(Double(bitPattern: bits))
    default: .integer(Int(truncatingIfNeeded: bits))
    }
  }

  // MARK: What is asked for

  func text(_ key: String) -> [UInt8]? { if case .text(let text)? = values[key] { text } else { nil } }

  func texts(_ key: String) -> [[UInt8]]? { if case .texts(let texts)? = values[key] { texts } else { nil } }

  func integers(_ key: String) -> [Int]? { if case .integers(let integers)? = values[key] { integers } else { nil } }

  func numbers(_ key: String) -> [Double]? { if case .numbers(let numbers)? = values[key] { numbers } else { nil } }

  func flag(_ key: String) -> Bool? { if case .flag(let flag)? = values[key] { flag } else { nil } }

  func integer(_ key: String) -> Int? { if case .integer(let integer)? = values[key] { integer } else { nil } }

  /// What is wrong with a file.
  struct Fault: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  /// Bytes that are read in order, with a limit.
  private final class Cursor {
    private let source: FileByteSource
    /// How many bytes the file has.
    private let size: Int
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    /// How many bytes were taken.
    private(set) var position = 0

    init(_ source: FileByteSource) throws {
      self.source = source
      size = source.expectedCount
    }

    /// A number of things, each of so many bytes at least.
    func count(_ number: UInt64, of width: Int) throws(Fault) -> Int {
      if number > UInt64(max(0, min(size, GGUFMetadata.longestHeader) - position) / width) {
        throw Fault("it promises \(number) values, more than there are bytes")
      }
      return Int(number)
    }

    func number(_ width: Int) throws -> UInt64 {
      try need(width)
      var number: UInt64 = 0
      for place in 0..<width { number |= UInt64(buffer[start + place]) << (8 * UInt64(place)) }
      start += width
      position += width
      return number
    }

    func bytes(_ count: Int) throws -> [UInt8] {
      var taken: [UInt8] = []
      while taken.count < count {
        try need(1)
        let part = min(count - taken.count, end - start)
        taken += buffer[start..<start + part]
        start += part
        position += part
      }
      return taken
    }

    func text(limit: Int) throws -> [UInt8] {
      let length = try count(try number(8), of: 1)
      if length > limit { throw Fault("a text has \(Counted(length, "byte"))") }
      return try bytes(length)
    }

    func skipText() throws { try skip(try count(try number(8), of: 1)) }

    func skip(_ count: Int) throws {
      var left = count
      while left > 0 {
        try need(1)
        let part = min(left, end - start)
        start += part
        position += part
        left -= part
      }
    }

    /// Has that many bytes, of a value at most, in the buffer.
    private func need(_ count: Int) throws {
      if end - start >= count { return }
      if position > GGUFMetadata.longestHeader { throw Fault("it is longer than any header") }
      let kept = buffer[start..<end]
      buffer.replaceSubrange(0..<kept.count, with: kept)
      end = kept.count
      start = 0
      let room = end
      let read = try buffer.withUnsafeMutableBytes {
        try source.readFully(into: UnsafeMutableRawBufferPointer(rebasing: $0[room...]))
      }
      end += read
      if end < count { throw Fault("the file ends") }
    }
  }
}
