/// A command line that parses but makes no sense, for a reason that only a command line has; exit status 64.
struct UsageError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  var message: String

  init(_ message: String) { self.message = message }

  var description: String { message }
}
