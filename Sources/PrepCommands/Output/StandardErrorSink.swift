import PrepBytes
import PrepSystem

/// Standard error as a sink for findings.
final class StandardErrorSink: ByteSink {
  let name = "<stderr>"

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    Console.write(String(decoding: bytes, as: UTF8.self), to: .standardError)
  }

  func finish() throws {}
}
