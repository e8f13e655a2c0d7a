/// A JSON text as a whole, such as a configuration or vocabulary file.
public struct JSONDocument: Sendable {
  /// The value of the text.
  public let root: JSONView

  /// Parses one JSON value; a byte order mark before it is dropped.
  ///
  /// - Throws: ``JSONError``; its offset counts from the start of `text`.
  public init(_ text: UnsafeRawBufferPointer) throws(JSONError) {
    let isMarked = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    let bytes = ByteStorage(capacity: text.count)
    bytes.append(text)
    bytes.seal()
    var nodes = NodeBuffer(capacity: text.count / 16)
    let pointer = UnsafePointer(bytes.pointer)
    if let error = JSONScanner.scan(pointer, (isMarked ? 3 : 0)..<text.count, into: &nodes) {
      nodes.deallocate()
      throw error
    }
    root = JSONView(storage: JSONStorage(bytes: bytes, nodes: nodes), node: 0, base: 0)
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
