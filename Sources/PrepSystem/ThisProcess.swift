import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The variables of the environment.
package enum Environment {
  /// The value of a variable; nil where it is not set or empty. It is text as ``PathText`` says.
  package static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return PathText.text(ofCString: value)
  }
}

/// The process that runs this.
package enum ThisProcess {
  /// Its number, which no other process has at the time.
  package static var identifier: Int { Int(getpid()) }

  /// The words behind the name of the program, as ``PathText`` says.
  package static var arguments: [String] {
    var count: CInt = 0
    // SAFETY: the words lie where the system put them as long as the process lives, and nobody writes there.
    let words =
      prep_start_arguments(&count).map { UnsafeBufferPointer(start: $0, count: Int(count)) }
      ?? UnsafeBufferPointer(start: UnsafePointer(CommandLine.unsafeArgv), count: Int(CommandLine.argc))
    return words.dropFirst().compactMap { word in word.map { PathText.word(ofCString: $0) } }
  }

  /// Gives each of the three standard streams that is closed a descriptor that refuses what the stream is for, so that no
  /// file that is opened later gets its number, and with it what is meant for the stream. Call first, before anything is
  /// opened.
  package static func holdStandardStreams() {
    for number in CInt(0)...2 where fcntl(number, F_GETFD) < 0 {
      // The system gives the lowest number that is free.
      _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// How many processors are online; at least 1.
  package static var processors: Int { max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }

  /// Ends the process.
  package static func exit(_ status: Int32) -> Never { systemExit(status) }

  /// Ends the process at once: nothing that was to be done at its end is done.
  package static func exitAtOnce(_ status: Int32) -> Never { _exit(status) }

  /// Lets the thread sleep until the process ends.
  package static func sleepForGood() -> Never { while true { sleep(1000) } }
}

private func systemExit(_ status: Int32) -> Never { exit(status) }
