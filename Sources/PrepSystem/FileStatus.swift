#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Which file it is, whatever its names: two paths lead to one file exactly when these are equal.
package struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64

  fileprivate init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  /// The file a path leads to, links followed; nil when there is none or it cannot be looked at.
  package static func of(_ path: String) -> FileIdentity? { FileStatus.of(path)?.identity }
}

/// What the system knows of a file besides its contents.
package struct FileStatus: Sendable {
  package enum Kind: Sendable, Hashable { case file, directory, terminalOrDevice, pipe, socket, other }

  package let kind: Kind
  package let identity: FileIdentity
  /// In bytes; of no meaning but for files.
  package let size: Int
  /// When its contents were last changed, since the year 1970.
  package let modified: (seconds: Int, nanoseconds: Int)
  /// Who may do what, as `chmod` counts: the lowest twelve bits of the mode.
  package let permissions: UInt32
  package let owner: UInt32
  package let group: UInt32

  /// The file that a path leads to, links followed; nil when there is none or it cannot be looked at.
  package static func of(_ path: String) -> FileStatus? { try? FileStatus(path) }

  /// The file that a path leads to, links followed.
  package init(_ path: String) throws(SystemError) {
    self = try PathText.withName(path) { name throws(SystemError) in
      var status = stat()
      guard stat(name, &status) == 0 else { throw .last }
      return FileStatus(status)
    }
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFCHR, S_IFBLK: .terminalOrDevice
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .other
      }
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    size = Int(status.st_size)
    modified = (Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec))
    permissions = UInt32(status.st_mode & 0o7777)
    owner = UInt32(status.st_uid)
    group = UInt32(status.st_gid)
  }
}
