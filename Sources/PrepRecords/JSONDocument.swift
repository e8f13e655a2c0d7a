import CKernels
public import PrepBytes

/// A JSON text as a whole, such as a configuration or vocabulary file.
public struct JSONDocument: Sendable {
  /// The value of the text.
  public let root: JSONView

  /// Parses one JSON value; a byte order mark before it is dropped.
  ///
  /// - Throws: ``JSONError``; its offset counts from the start of `text`.
  public init(_ text: UnsafeRawBufferPointer) throws(JSONError) {
    try self.init(text, level: .best)
  }

  /// Reads a source to its end and parses one JSON value; the bytes are held once.
  ///
  /// - Parameter limit: The largest text taken, in bytes.
  /// - Throws: ``JSONError``; ``IOFailure`` when the source cannot be read.
  public init(reading source: any ByteSource, limit: Int = 1 << 30) throws {
    let bytes = ByteStorage(capacity: 1 << 20)
    while true {
      let read = try source.readFully(into: bytes.room)
      bytes.count += read
      if bytes.count > limit { throw JSONError(.lineTooLong, at: limit) }
      if bytes.count < bytes.capacity { break }
      bytes.grow(to: min(bytes.capacity * 2, ByteStorage.largestCapacity))
      if bytes.count == bytes.capacity { throw JSONError(.lineTooLong, at: bytes.count) }
    }
    root = try Self.parse(bytes, .best)
  }

  /// The same with a choice of kernels.
  package init(_ text: UnsafeRawBufferPointer, level: ScanLevel) throws(JSONError) {
    guard text.count <= ByteStorage.largestCapacity else {
      throw JSONError(.lineTooLong, at: ByteStorage.largestCapacity)
    }
    let bytes = ByteStorage(capacity: text.count)
    bytes.append(text)
    root = try Self.parse(bytes, level)
  }

  private static func parse(_ bytes: ByteStorage, _ level: ScanLevel) throws(JSONError) -> JSONView {
    bytes.seal()
    let pointer = UnsafePointer(bytes.pointer)
    let isMarked = bytes.count >= 3 && pointer[0] == 0xEF && pointer[1] == 0xBB && pointer[2] == 0xBF
    let range = (isMarked ? 3 : 0)..<bytes.count
    var nodes = NodeBuffer(capacity: bytes.count / 16)
    if !scanFast(pointer, range, level, &nodes) {
      nodes.count = 0
      if let error = JSONScanner.scan(pointer, range, into: &nodes) {
        nodes.deallocate()
        throw error
      }
    }
    return JSONView(storage: JSONStorage(bytes: bytes, nodes: nodes), node: 0, base: 0)
  }

  /// Whether kernel and grammar find the text flawless; then its nodes are made.
  private static func scanFast(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, _ level: ScanLevel, _ nodes: inout NodeBuffer
  ) -> Bool {
    var grammar = JSONGrammar(bytes, end: range.upperBound, nodes: nodes)
    defer {
      nodes = grammar.nodes
      grammar.deallocate()
    }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2048) { window in
      guard let positions = window.baseAddress else { return false }
      var state = prep_json_state()
      var position = range.lowerBound
      while position <= range.upperBound {
        var count = 0
        position = prep_json_index(
          level.rawValue, bytes, position, range.upperBound, 0, &state, positions, window.count, &count)
        if state.has_fault != 0 || grammar.take(UnsafePointer(positions), from: 0, to: count) < count { return false }
      }
      return grammar.isComplete
    }
  }

  /// Parses one JSON value; a byte order mark before it is dropped.
  ///
  /// - Throws: ``JSONError``; its offset counts from the start of `text`.
  public init(_ text: [UInt8]) throws(JSONError) {
    var result: Result<JSONDocument, JSONError>?
    text.withUnsafeBytes { buffer in
      do throws(JSONError) { result = .success(try JSONDocument(buffer)) } catch { result = .failure(error) }
    }
    guard let result else { throw JSONError(.unexpectedEnd, at: 0) }
    self = try result.get()
  }
}
