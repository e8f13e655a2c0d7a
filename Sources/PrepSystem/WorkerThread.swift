#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A detached thread with an 8 MiB stack that runs one closure.
package struct WorkerThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Lets other threads run before this one goes on.
  package static func yield() { _ = sched_yield() }

  /// Starts the thread.
  package init(_ run: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 8 << 20)
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    // SAFETY: the thread takes over the one retain, or it is released where none was started.
    let body = Unmanaged.passRetained(Body(run)).toOpaque()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        // SAFETY: the argument is the body that was retained for this thread alone.
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body)
    pthread_attr_destroy(&attributes)
    if status != 0 { ResourceExhaustion.happened(.threads) }
  }
}
