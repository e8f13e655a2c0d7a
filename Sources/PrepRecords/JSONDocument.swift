import CKernels

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

  /// The same with a choice of kernels.
  package init(_ text: UnsafeRawBufferPointer, level: ScanLevel) throws(JSONError) {
    guard text.count <= ByteStorage.largestCapacity else { throw JSONError(.lineTooLong, at: ByteStorage.largestCapacity) }
    let isMarked = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    let bytes = ByteStorage(capacity: text.count)
    bytes.append(text)
    bytes.seal()
    let pointer = UnsafePointer(bytes.pointer)
    let start = isMarked ? 3 : 0
    var nodes = NodeBuffer(capacity: text.count / 16)
    if !Self.scanFast(pointer, start..<text.count, level, &nodes) {
      nodes.count = 0
      if let error = JSONScanner.scan(pointer, start..<text.count, into: &nodes) {
        nodes.deallocate()
        throw error
      }
    }
    root = JSONView(storage: JSONStorage(bytes: bytes, nodes: nodes), node: 0, base: 0)
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
