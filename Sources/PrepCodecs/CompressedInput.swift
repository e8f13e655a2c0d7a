// PrepCodecs compresses and decompresses streams of bytes. It knows gzip and zstd, and nothing of what is inside.

import PrepBytes

/// Opens a file or standard input and decompresses it when its first bytes say gzip or zstd.
///
/// - Parameters:
///   - path: A path; nil or `-` is standard input.
///   - refusing: Whether formats that no command reads are refused by their first bytes.
/// - Throws: ``IOFailure``; `cannotRead` when the file cannot be opened. ``RefusedContainer``.
package func openInput(path: String?, refusing: Bool = true) throws -> any ByteSource {
  let isStandardInput = path == nil || path == "-"
  return try openInput(
    isStandardInput ? FileByteSource.standardInput() : FileByteSource(path: path ?? "-"), refusing: refusing)
}

/// Decompresses an input when its first bytes say gzip or zstd.
///
/// - Parameter refusing: Whether formats that no command reads are refused by their first bytes.
/// - Throws: ``IOFailure``, ``RefusedContainer``.
package func openInput(_ input: any ByteSource, refusing: Bool = true) throws -> any ByteSource {
  let source = try decompressing(input)
  guard refusing else { return source }
  var head = [UInt8](repeating: 0, count: 16)
  let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
  head.removeLast(head.count - count)
  if let format = head.withUnsafeBytes({ RefusedFormat.signature(of: $0) ?? (RefusedFormat.isZIP($0) ? .zip : nil) }) {
    throw RefusedContainer(path: source.name, container: format)
  }
  return PrefixedByteSource(prefix: head, rest: source)
}

/// The compressions an input may carry.
package enum Compression: Sendable, Hashable {
  case none, gzip, zstd

  /// Recognises a compression by its first bytes: RFC 1952 2.3.1, RFC 8878 3.1.1 and 3.1.2.
  package init(magic bytes: UnsafeRawBufferPointer) {
    if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
      self = .gzip
    } else if bytes.count >= 4, bytes[0] == 0x28, bytes[1] == 0xB5, bytes[2] == 0x2F, bytes[3] == 0xFD {
      self = .zstd
    } else if bytes.count >= 4, bytes[0] & 0xF0 == 0x50, bytes[1] == 0x2A, bytes[2] == 0x4D, bytes[3] == 0x18 {
      self = .zstd
    } else {
      self = .none
    }
  }
}

/// Wraps a source so that what is read from it is decompressed when its first bytes say gzip or zstd.
package func decompressing(_ source: any ByteSource) throws -> any ByteSource {
  var head = [UInt8](repeating: 0, count: 4)
  let count = try head.withUnsafeMutableBytes { try source.readFully(into: $0) }
  let whole = PrefixedByteSource(prefix: Array(head[..<count]), rest: source)
  switch head.withUnsafeBytes({ Compression(magic: UnsafeRawBufferPointer(rebasing: $0[..<count])) }) {
  case .none: return whole
  case .gzip: return GzipByteSource(whole)
  case .zstd: return ZstdByteSource(whole)
  }
}
