import PrepBytes
import PrepDiagnostics
import PrepSystem

/// Talk on standard error: one line a message, each opening with the command's name.
struct Console: Sendable {
  /// `prep tokenize`.
  let command: String
  private let quiet: Bool

  init(command: String, quiet: Bool) {
    self.command = command
    self.quiet = quiet
  }

  /// Whether standard error is a terminal.
  static var isTerminal: Bool { Descriptor.standardError.isTerminal }

  /// A line that `--quiet` silences.
  func note(_ text: String) { if !quiet { say(text) } }

  /// A line `prep tokenize: text`.
  func say(_ text: String) { write("\(command): \(text)") }

  /// A line of its own, whatever the text holds: much of it comes from data and names that others gave.
  func write(_ line: String) { Self.write(line.printable + "\n", to: .standardError) }

  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { Descriptor.standardOutput.isTerminal }

  /// The columns of the terminal that standard error is; nil where it is none, or does not know.
  static var errorWidth: Int? { Descriptor.standardError.columns }

  /// The columns of the terminal that standard output is; nil where it is none, or does not know.
  static var outputWidth: Int? { Descriptor.standardOutput.columns }

  /// Writes in one call where the system allows it, so that lines of several stages do not mix, and behind what stands
  /// there for good. Errors are not reported: there is nowhere left to report to.
  static func write(_ text: String, to descriptor: Descriptor) {
    var text = text
    StatusLine.clear()
    text.withUTF8 { try? descriptor.write(UnsafeRawBufferPointer($0)) }
  }
}
