import PrepSystem

/// A failure to move bytes: what was tried, on what, and the system's reason.
public struct IOFailure: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; the command line maps each to an exit status.
  public struct Code: Sendable, Hashable {
    private enum Value: Sendable { case cannotRead, cannotCreate, failed, brokenPipe, damaged, interrupted }
    private let value: Value

    /// The input is missing or may not be read.
    public static let cannotRead = Code(value: .cannotRead)
    /// The output cannot be created.
    public static let cannotCreate = Code(value: .cannotCreate)
    /// Reading or writing failed half-way: a full disk, a device error.
    public static let failed = Code(value: .failed)
    /// Whoever reads our output has gone.
    public static let brokenPipe = Code(value: .brokenPipe)
    /// The bytes are not what their format promises: cut short or changed.
    public static let damaged = Code(value: .damaged)
    /// A signal asked the process to stop.
    public static let interrupted = Code(value: .interrupted)
  }

  public var code: Code
  /// What went wrong, and what can be done about it.
  public var message: String
  /// The file concerned, or `<stdin>`, `<stdout>`.
  public var path: String
  /// The system's error number, where there is one.
  public var errno: SystemError?

  public init(_ code: Code, _ message: String, path: String, errno: SystemError? = nil) {
    self.code = code
    self.message = message
    self.path = path
    self.errno = errno
  }

  public var description: String { errno.map { "\(path): \(message): \($0)" } ?? "\(path): \(message)" }
}

extension IOFailure {
  package static func cannotOpen(_ path: String, _ errno: SystemError) -> IOFailure {
    IOFailure(.cannotRead, "cannot be opened", path: path, errno: errno)
  }

  package static func cannotRead(_ path: String, _ errno: SystemError) -> IOFailure {
    IOFailure(errno == .isDirectory ? .cannotRead : .failed, "cannot be read", path: path, errno: errno)
  }

  package static func cannotCreate(_ path: String, _ errno: SystemError) -> IOFailure {
    IOFailure(.cannotCreate, "cannot be created", path: path, errno: errno)
  }

  package static func cannotWrite(_ path: String, _ errno: SystemError) -> IOFailure {
    errno == .brokenPipe
      ? IOFailure(.brokenPipe, "the reader has closed the pipe", path: path, errno: errno)
      : IOFailure(.failed, "cannot be written", path: path, errno: errno)
  }

  package static func damaged(_ path: String, _ message: String) -> IOFailure {
    IOFailure(.damaged, message, path: path)
  }
}
