import PrepBytes
import PrepConcurrency

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the process does on SIGINT, SIGTERM, SIGHUP and on a closed pipe.
enum Signals {
  /// Takes over the signals; call once, before any thread is started.
  ///
  /// A closed pipe becomes an error of `write`. The others remove the temporaries and end the process with status
  /// 128 + the signal's number. A signal the parent ignores (`nohup`, a background job) stays ignored.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
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
    _ = WorkerThread { wait(for: set) }
  }

  private static func wait(for signals: sigset_t) {
    var signals = signals
    var number: CInt = 0
    while sigwait(&signals, &number) != 0 {}
    TemporaryFiles.removeAllForGood()
    _exit(128 + number)
  }

  private static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if os(Linux)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
