import PrepDiagnostics
import PrepRecords

/// A member that is put behind those of a record.
struct RecordTag {
  /// `"field":"value"`.
  private let member: [UInt8]

  init(field: String, value: String) { self.init(field: field) { $0.string(value) } }

  /// - Parameter write: Writes the value.
  init(field: String, write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.string(field)
    let key = writer.take()
    writer.removeAll()
    write(&writer)
    member = key + [UInt8(ascii: ":")] + writer.take()
  }

  /// - Throws: `not-an-object`, and `field-taken` for a record that has such a member.
  static func check(_ record: Record, _ field: String) throws(Diagnostic) {
    guard record.root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location())
    }
    if let view = record.root[field] {
      throw Diagnostic(
        "field-taken", "the record has a field \"\(field)\" already; name another",
        at: record.location(of: view))
    }
  }

  /// Replaces `bytes` by a record, which is a JSON object, with the member behind its own.
  func write(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text)
    func dropBlanks() {
      while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
    }
    dropBlanks()
    bytes.removeLast()
    dropBlanks()
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: member)
    bytes.append(UInt8(ascii: "}"))
  }
}
