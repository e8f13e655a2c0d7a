#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What the system tells a process from outside.
package enum ProcessSignals {
  /// A closed pipe and a file that grew too large become errors of writing.
  package static func ignoreFailuresOfWriting() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Has a thread wait for SIGINT, SIGTERM and SIGHUP and hand on the first that comes. One that the parent ignores
  /// (`nohup`, a background job) stays ignored. Call once, before any thread is started: each inherits that it does not
  /// take them itself.
  package static func whenAskedToStop(_ action: @escaping @Sendable (_ number: Int32) -> Void) {
    var watched = sigset_t()
    sigemptyset(&watched)
    var isEmpty = true
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      sigaddset(&watched, number)
      isEmpty = false
    }
    if isEmpty { return }
    pthread_sigmask(SIG_BLOCK, &watched, nil)
    let set = watched
    _ = WorkerThread {
      var signals = set
      var number: CInt = 0
      while sigwait(&signals, &number) != 0 {}
      action(number)
    }
  }

  private static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sa_handler.sa_handler
    #endif
    // SAFETY: both are addresses of functions, or the numbers that stand for none.
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
