#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Another program that this one starts, hands text to and waits for.
package enum ChildProcess {
  /// Runs a program, looked for as a shell does, with text as its standard input. Its other descriptors are this
  /// process's own, and signals mean to it what they usually mean.
  ///
  /// - Parameters:
  ///   - words: The name of the program and its arguments.
  ///   - input: What it reads. A program that ends before it has read all is no failure, provided that
  ///     this process ignores a closed pipe (``ProcessSignals/ignoreFailuresOfWriting()``).
  /// - Returns: Its exit status, 128 and more for a signal; nil when it could not be started.
  package static func run(_ words: [String], input: String) -> Int32? {
    guard let ends = try? Descriptor.pipe() else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends.reading.number, STDIN_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) }
    defer { arguments.forEach { free($0) } }
    var process = pid_t()
    let failure = posix_spawnp(&process, words.first ?? "", &actions, &attributes, arguments + [nil], environ)
    ends.reading.close()
    guard failure == 0 else {
      ends.writing.close()
      return nil
    }
    var text = input
    text.withUTF8 { try? ends.writing.write(UnsafeRawBufferPointer($0)) }
    ends.writing.close()
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    // As WIFEXITED, WEXITSTATUS and WTERMSIG have it, which are macros.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
