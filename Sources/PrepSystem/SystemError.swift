// PrepSystem is the one place that talks to the C library of Linux, be it glibc or musl: descriptors, names of files,
// memory, threads, signals, the environment. It knows nothing of what bytes mean, and what a failure means is said by
// those who call it.

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Why the system refused a call: its error number.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The value of `errno`.
  public let number: CInt

  public init(number: CInt) { self.number = number }

  /// What the last call on this thread that failed has left.
  package static var last: SystemError { SystemError(number: errno) }

  /// Nobody reads the other end of a pipe any more.
  public static let brokenPipe = SystemError(number: EPIPE)
  /// A descriptor that is closed, or not open for what was asked of it.
  package static let badDescriptor = SystemError(number: EBADF)
  /// A directory where a file was asked for.
  public static let isDirectory = SystemError(number: EISDIR)
  /// The disk is full.
  public static let noSpace = SystemError(number: ENOSPC)
  /// There is nothing of that name.
  public static let notFound = SystemError(number: ENOENT)
  /// There is something of that name already.
  public static let exists = SystemError(number: EEXIST)
  /// Somebody else holds the lock.
  public static let wouldBlock = SystemError(number: EWOULDBLOCK)
  /// A name that no file can have, such as one with a zero byte.
  public static let invalidName = SystemError(number: EINVAL)
  /// Links that lead round in a circle, or on and on.
  public static let tooManyLinks = SystemError(number: ELOOP)
  /// The device failed, or took nothing without saying why.
  public static let device = SystemError(number: EIO)

  /// In the words of the system: `No such file or directory`.
  public var description: String { String(cString: strerror(number)) }
}
