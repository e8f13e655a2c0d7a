import PrepManual

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The `man` of the system, which shows a page on a terminal.
enum ManualViewer {
  /// Shows a page and waits until it was read.
  ///
  /// - Returns: Whether there is a `man`, and it took the page.
  static func show(_ page: ManualPage) -> Bool {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    // The program's own way with signals is not that of a pager.
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
    var process = pid_t()
    let words: [UnsafeMutablePointer<CChar>?] = ["man", "-l", "-"].map { (word: String) in strdup(word) }
    defer { words.forEach { free($0) } }
    let failure = posix_spawnp(&process, "man", &actions, &attributes, words + [nil], environ)
    close(ends[0])
    guard failure == 0 else {
      close(ends[1])
      return false
    }
    // A reader that ends early has had enough; SIGPIPE is ignored here.
    Console.write(page.text, to: ends[1])
    close(ends[1])
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status == 0
  }
}
