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

  /// A line as it stands.
  func write(_ line: String) { Self.write(line + "\n", to: STDERR_FILENO) }

  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The columns of the terminal that standard output is; nil where it is none, or does not know.
  static var outputWidth: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes in one call where the system allows it, so that lines of several stages do not mix. Errors are not reported:
  /// there is nowhere left to report to.
  static func write(_ text: String, to descriptor: CInt) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = Self.systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
      }
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
