import CZlib

/// The checksum of gzip, PNG and Parquet (ISO 3309, ITU-T V.42; polynomial 0x04C11DB7, reflected).
package enum CRC32 {
  /// The checksum of the bytes.
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let base = bytes.baseAddress else { return 0 }
    // SAFETY: bytes are read as bytes, as many as there are.
    return UInt32(truncatingIfNeeded: crc32_z(0, base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
