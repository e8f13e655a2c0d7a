import PrepBytes
import PrepDiagnostics
import PrepJobs

/// Lines of text that the data has written, as a terminal can show them: see `printable`. What is no UTF-8 becomes U+FFFD.
final class PrintableByteSink: ByteSink {
  var name: String { sink.name }
  private let sink: any ByteSink
  private var line: [UInt8] = []

  init(_ sink: any ByteSink) { self.sink = sink }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      line += rest[..<end]
      try sink.write(shown + "\n")
      line.removeAll(keepingCapacity: true)
      rest = rest[(end + 1)...]
    }
    line += rest
  }

  func finish() throws {
    if !line.isEmpty { try sink.write(shown) }
    try sink.finish()
  }

  private var shown: String { String(decoding: line, as: UTF8.self).printable }
}

extension JobOutput {
  /// The same place, where text that shows data goes as it is to files and pipes, and as it can be shown to a terminal.
  var shown: JobOutput {
    guard path == "-", Console.outputIsTerminal else { return self }
    return JobOutput(path: path) { PrintableByteSink(try self.open()) }
  }
}
