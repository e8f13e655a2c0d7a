import PrepBytes
import PrepSystem

/// What the process does on SIGINT, SIGTERM, SIGHUP and on a closed pipe.
enum Signals {
  /// Takes over the signals; call once, before any thread is started.
  ///
  /// A closed pipe becomes an error of `write`. The others remove the temporaries and end the process with status
  /// 128 + the signal's number. A signal the parent ignores (`nohup`, a background job) stays ignored.
  static func install() {
    ProcessSignals.ignoreFailuresOfWriting()
    ProcessSignals.whenAskedToStop { number in
      TemporaryFiles.removeAllForGood()
      ThisProcess.exitAtOnce(128 + number)
    }
  }
}
