import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// An open file, pipe, terminal or directory. It is a number; who opens it closes it.
///
/// Signals that come between do not show, calls that move only a part are repeated, and a descriptor that does not
/// block is waited for.
public struct Descriptor: Sendable, Hashable {
  /// The number the system knows it by.
  public let number: CInt

  public init(number: CInt) { self.number = number }

  public static let standardInput = Descriptor(number: 0)
  public static let standardOutput = Descriptor(number: 1)
  public static let standardError = Descriptor(number: 2)

  /// What a file is opened for.
  package enum Access: Sendable {
    case reading
    /// Writing to what is there: a device, a pipe, a file from its beginning on.
    case writing
    /// Writing to a file that must not be there yet; who may do what with it, as `chmod` counts, less the process's
    /// mask.
    case creating(permissions: UInt32)
    /// As `creating`, to be read again too; nobody else may.
    case creatingPrivately
    /// Nothing but making it durable and holding its lock.
    case directory

    fileprivate var flags: CInt {
      switch self {
      case .reading: O_RDONLY
      case .writing: O_WRONLY
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .creatingPrivately: O_RDWR | O_CREAT | O_EXCL
      case .directory: O_RDONLY | O_DIRECTORY
      }
    }

    fileprivate var permissions: mode_t {
      switch self {
      case .creating(let permissions): mode_t(permissions)
      default: 0o600
      }
    }
  }

  /// Opens a file; it is not handed on to other programs.
  package init(opening path: String, for access: Access = .reading) throws(SystemError) {
    number = try PathText.withName(path) { name throws(SystemError) in
      try Self.repeating { open(name, access.flags | O_CLOEXEC, access.permissions) }
    }
  }

  /// A pipe: what is written to one end is read from the other.
  package static func pipe() throws(SystemError) -> (reading: Descriptor, writing: Descriptor) {
    var ends: [CInt] = [0, 0]
    guard systemPipe(&ends) == 0 else { throw .last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(number: ends[0]), Descriptor(number: ends[1]))
  }

  /// Lets a pipe hold so many bytes, so that its ends wait for each other less often; advice only, and nothing happens
  /// where it is no pipe.
  package func widenPipe(to count: CInt) {
    // F_GETPIPE_SZ and F_SETPIPE_SZ of Linux.
    let held = fcntl(number, 1032)
    if held > 0, held < count { _ = fcntl(number, 1031, count) }
  }

  /// Closes it. What could not be written is said by ``synchronize()``, not here.
  package func close() { _ = systemClose(number) }

  // MARK: Reading

  /// Reads what there is, at least a byte; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try moving(POLLIN) { systemRead(number, buffer.baseAddress, buffer.count) }
  }

  /// Reads from a place in a file until the buffer is full or the file has ended; gives the number of bytes.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try moving(POLLIN) {
        pread(number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Reads so many bytes from a place in a file; fewer where it ends before.
  package func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(SystemError) in
      filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  // MARK: Writing

  /// Writes all the bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = try moving(POLLOUT) { systemWrite(number, bytes.baseAddress.map { $0 + done }, bytes.count - done) }
      if count == 0 { throw .device }
      done += count
    }
  }

  /// Writes all the bytes to a place in a file.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = try moving(POLLOUT) {
        pwrite(number, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      }
      if count == 0 { throw .device }
      done += count
    }
  }

  /// Writes all the bytes to a place in a file.
  package func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
      try write(UnsafeRawBufferPointer(bytes), at: offset)
    }
  }

  /// Writes through to the disk.
  package func synchronize() throws(SystemError) { _ = try Self.repeating { fsync(number) } }

  /// Has the system begin to write through to the disk what there is; advice only.
  package func beginWritingThrough() { prep_begin_writeback(number) }

  /// Gives a file the owner, group and permissions of another one, as far as the system lets us. Where the group cannot
  /// be given, the group that it has may do no more than everybody may.
  package func takeAccess(of other: FileStatus) {
    var permissions = other.permissions
    if fchown(number, other.owner, other.group) != 0 {
      // Who runs as somebody else does not hand on that right.
      permissions &= 0o1777
      if fchown(number, uid_t.max, other.group) != 0 { permissions &= 0o1707 | (permissions & 0o7) << 3 }
    }
    _ = fchmod(number, mode_t(permissions))
  }

  // MARK: Questions

  /// How many bytes a file has behind the place that is read next; nil for pipes and terminals.
  package var countLeft: Int? {
    let position = lseek(number, 0, SEEK_CUR)
    guard position >= 0 else { return nil }
    let end = lseek(number, 0, SEEK_END)
    guard end >= 0, lseek(number, position, SEEK_SET) >= 0 else { return nil }
    return Int(max(0, end - position))
  }

  /// Whether a person may be sitting there.
  package var isTerminal: Bool { isatty(number) == 1 }

  /// The columns of the terminal that it is; nil where it is none, or does not know.
  package var columns: Int? {
    var size = winsize()
    guard isTerminal, ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// What the system knows of it.
  package func status() throws(SystemError) -> FileStatus {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    return FileStatus(status)
  }

  /// Takes the advisory lock, which nobody else can then have until this one is closed.
  ///
  /// - Throws: ``SystemError/wouldBlock`` when somebody has it; another one where the file system has no locks.
  package func lock() throws(SystemError) {
    // A child that this process has just started has copies of its descriptors until it runs its own program, and with
    // them the lock of one that is closed here: a lock that is there is asked for a little longer.
    for _ in 0..<10 {
      do throws(SystemError) {
        _ = try Self.repeating { flock(number, LOCK_EX | LOCK_NB) }
        return
      } catch {
        if error != .wouldBlock { throw error }
        usleep(20_000)
      }
    }
    _ = try Self.repeating { flock(number, LOCK_EX | LOCK_NB) }
  }

  // MARK: Repeating

  /// Repeats a call that a signal has interrupted.
  private static func repeating(_ call: () -> CInt) throws(SystemError) -> CInt {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw .last }
    }
  }

  /// Repeats a call that moves bytes when a signal has interrupted it, and when there was nothing to move yet.
  private func moving(_ event: CInt, _ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let count = call()
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var wanted = pollfd(fd: number, events: Int16(event), revents: 0)
        _ = poll(&wanted, 1, -1)
      default: throw .last
      }
    }
  }
}

// Under the names of methods here the functions of the C library are out of sight.
private func systemClose(_ number: CInt) -> CInt { close(number) }
private func systemRead(_ number: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(number, buffer, count)
}
private func systemWrite(_ number: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(number, bytes, count)
}
private func systemPipe(_ ends: UnsafeMutablePointer<CInt>) -> CInt { pipe(ends) }
