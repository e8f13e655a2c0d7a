import PrepDigests

/// What tells records apart.
package enum RecordKey {
  /// The first 16 bytes of the SHA-256 of a record's bytes.
  package static func digest(of text: UnsafeRawBufferPointer) -> [UInt8] {
    var digest = SHA256Digest()
    digest.update(text)
    return Array(digest.finalize().prefix(16))
  }
}
