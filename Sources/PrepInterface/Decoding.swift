public import CPrep
import PrepTokenizers

/// Bytes that a C program holds, one text after the other.
final class OpenBytes: Sendable {
  let bytes: CList<UInt8>
  let offsets: CList<Int64>

  /// Texts, by where each begins and the last one ends.
  init(_ bytes: [UInt8], offsets: [Int64]? = nil) {
    self.bytes = CList(bytes)
    self.offsets = CList(offsets ?? [0, Int64(bytes.count)])
  }
}

/// Decodes rows of ids.
@c @implementation public func prep_decode(
  _ tokenizer: OpaquePointer?, _ ids: UnsafePointer<UInt32>?, _ offsets: UnsafePointer<Int64>?, _ rows: Int,
  _ skipsSpecial: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?, _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenTokenizer = try needed(tokenizer, "tokenizer")
    guard rows >= 0, rows < 1 << 48 else { throw WrongUse.argument("rows is not a number of rows") }
    var bytes: [UInt8] = []
    var ends: [Int64] = [0]
    guard rows > 0 else { return out.pointee = Handle.open(OpenBytes(bytes, offsets: ends)) }
    guard let offsets else { throw WrongUse.argument("offsets is NULL") }
    for row in 0..<rows {
      let (start, end) = (offsets[row], offsets[row + 1])
      guard start >= 0, end >= start, end < 1 << 60, ids != nil || end == start else {
        throw WrongUse(code: "wrong-argument", message: "the offsets of row \(row) do not ascend", text: row)
      }
      let tokens = UnsafeBufferPointer(start: ids.map { $0 + Int(start) }, count: Int(end - start))
      if let place = open.tokenizer.firstUnknown(tokens) {
        throw WrongUse(
          code: "unknown-token", message: "\(open.tokenizer.name) has no token with the id \(tokens[place])", text: row)
      }
      open.tokenizer.decode(tokens, skipSpecialTokens: skipsSpecial != 0, into: &bytes)
      ends.append(Int64(bytes.count))
    }
    out.pointee = Handle.open(OpenBytes(bytes, offsets: ends))
  }
}

/// Where the bytes are.
@c @implementation public func prep_bytes_data(
  _ bytes: OpaquePointer?, _ offsets: UnsafeMutablePointer<UnsafePointer<Int64>?>?, _ count: UnsafeMutablePointer<Int>?
) -> UnsafePointer<UInt8>? {
  let open = Handle.object(bytes, as: OpenBytes.self)
  offsets?.pointee = open?.offsets.base
  count?.pointee = open.map { $0.offsets.count - 1 } ?? 0
  return open?.bytes.base
}

/// Closes bytes.
@c @implementation public func prep_bytes_close(_ bytes: OpaquePointer?) { Handle.close(bytes, as: OpenBytes.self) }
