import PrepDiagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether colour may be used on a descriptor: a terminal, and `NO_COLOR` is not set.
  static func allowsColor(_ descriptor: CInt) -> Bool {
    guard isatty(descriptor) == 1 else { return false }
    guard let value = getenv("NO_COLOR") else { return true }
    return value.pointee == 0
  }

  /// Whether colour may be used on standard output.
  static var standardOutputTakesColor: Bool { allowsColor(STDOUT_FILENO) }

  /// A line that `--quiet` silences.
  func note(_ text: String) { if !quiet { say(text) } }

  /// A line `prep tokenize: text`.
  func say(_ text: String) { write("\(command): \(text)") }

  /// A line of its own, whatever the text holds: much of it comes from data and names that others gave.
  func write(_ line: String) { Self.write(line.printable + "\n", to: STDERR_FILENO) }

  /// Text for the user who asked for it: `--help`, `--version`.
  ///
  /// - Returns: The status: not success when the text could not be written.
  static func writeToStandardOutput(_ text: String) -> ExitStatus {
    if write(text, to: STDOUT_FILENO) || errno == EPIPE { return .success }
    Console(command: "prep", quiet: false).say("<stdout>: cannot be written: \(String(cString: strerror(errno)))")
    return .inputOutput
  }

  /// Writes in one call where the system allows it, so that lines of several stages do not mix.
  ///
  /// - Returns: Whether all was written, with `errno` set where it was not. For standard error there is nowhere left to report that to.
  @discardableResult static func write(_ text: String, to descriptor: CInt) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = Self.systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return false }
        rest = rest.dropFirst(written)
      }
      return true
    }
  }

  private static func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }
}
