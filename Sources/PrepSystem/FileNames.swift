#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What is done with the names of files.
package enum FileNames {
  /// Whether a path leads to something.
  package static func exists(_ path: String) -> Bool { FileStatus.of(path) != nil }

  /// Whether a path leads to something that may be read.
  package static func isReadable(_ path: String) -> Bool {
    ((try? PathText.withName(path) { access($0, R_OK) }) ?? -1) == 0
  }

  /// Whether a path leads to something that may be run, or a directory that may be entered.
  package static func isExecutable(_ path: String) -> Bool {
    ((try? PathText.withName(path) { access($0, X_OK) }) ?? -1) == 0
  }

  /// Whether a path leads to a directory.
  package static func isDirectory(_ path: String) -> Bool { FileStatus.of(path)?.kind == .directory }

  /// Gives a file another name in the same file system, in place of what had it.
  package static func rename(_ path: String, to newPath: String) throws(SystemError) {
    try PathText.withName(path) { old throws(SystemError) in
      try PathText.withName(newPath) { new throws(SystemError) in
        guard systemRename(old, new) == 0 else { throw .last }
      }
    }
  }

  /// Gives a file a second name in the same file system.
  ///
  /// - Throws: ``SystemError``, also where the file system knows no second names.
  package static func link(_ path: String, to newPath: String) throws(SystemError) {
    try PathText.withName(path) { old throws(SystemError) in
      try PathText.withName(newPath) { new throws(SystemError) in
        guard systemLink(old, new) == 0 else { throw .last }
      }
    }
  }

  /// Removes the name of a file; says whether there was one.
  @discardableResult package static func remove(_ path: String) throws(SystemError) -> Bool {
    try PathText.withName(path) { name throws(SystemError) in
      if unlink(name) == 0 { return true }
      if errno == ENOENT { return false }
      throw .last
    }
  }

  /// Makes a directory if there is nothing of that name.
  ///
  /// - Returns: Whether it was not there before.
  @discardableResult package static func makeDirectory(_ path: String) throws(SystemError) -> Bool {
    try PathText.withName(path) { name throws(SystemError) in
      if mkdir(name, 0o777) == 0 { return true }
      if errno == EEXIST { return false }
      throw .last
    }
  }

  /// Removes a directory where it is empty.
  package static func removeEmptyDirectory(_ path: String) { try? PathText.withName(path) { _ = rmdir($0) } }

  /// Makes a directory the one that names of files are looked for in, for the whole process.
  package static func changeDirectory(_ path: String) throws(SystemError) {
    try PathText.withName(path) { name throws(SystemError) in if chdir(name) != 0 { throw .last } }
  }

  /// The names in a directory, in no order.
  package static func names(in path: String) throws(SystemError) -> [String] {
    try PathText.withName(path) { name throws(SystemError) in
      guard let stream = opendir(name) else { throw .last }
      defer { closedir(stream) }
      var names: [String] = []
      while true {
        errno = 0
        guard let entry = readdir(stream) else {
          if errno != 0 { throw .last }
          return names
        }
        // SAFETY: the system ends the name in a zero byte within the entry.
        let found = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { PathText.text(ofCString: $0) }
        }
        if found != ".", found != ".." { names.append(found) }
      }
    }
  }

  /// The path without links on its way, from the root on; the path itself when it leads nowhere.
  package static func resolved(_ path: String) -> String {
    let found = try? PathText.withName(path) { name throws(SystemError) -> String in
      guard let real = realpath(name, nil) else { throw .last }
      defer { free(real) }
      return PathText.text(ofCString: real)
    }
    return found ?? path
  }

  /// Where a path leads when the links in its last place are followed, whether anything is there or not; the path
  /// itself when it is no link.
  ///
  /// - Throws: ``SystemError/tooManyLinks``.
  package static func destination(of path: String) throws(SystemError) -> String {
    var place = path
    for _ in 0..<40 {
      guard let target = linkTarget(place) else { return place }
      let directory = split(place).directory
      if target.hasPrefix("/") {
        place = target
      } else {
        place = directory == "." ? target : directory == "/" ? "/" + target : "\(directory)/\(target)"
      }
    }
    throw .tooManyLinks
  }

  /// What a link says; nil for what is no link.
  private static func linkTarget(_ path: String) -> String? {
    try? PathText.withName(path) { name throws(SystemError) -> String in
      let room = 1 << 12
      return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: room + 1) { text throws(SystemError) in
        guard let start = text.baseAddress else { throw .last }
        let count = readlink(name, start, room)
        guard count >= 0 else { throw .last }
        // SAFETY: the system wrote `count` bytes, at most `room`, and one more is there for the end.
        start[count] = 0
        return PathText.text(ofCString: start)
      }
    }
  }

  /// Makes the names in a directory durable, where the file system allows it.
  package static func synchronizeDirectory(_ path: String) {
    guard let directory = try? Descriptor(opening: path, for: .directory) else { return }
    try? directory.synchronize()
    directory.close()
  }

  /// The directory of a path and the name in it.
  package static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }
}

// Under the names of methods here the functions of the C library are out of sight.
private func systemRename(_ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> CInt { rename(old, new) }
private func systemLink(_ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> CInt { link(old, new) }
