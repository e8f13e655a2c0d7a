import PrepDigests
import PrepFolders
import PrepSystem

extension Recipe {
  /// What the bytes of the set depend on besides the header of its stream: options and inputs. Nil where an input may
  /// not be the same the next time.
  package var identity: String? {
    var digest = SHA256Digest()
    func add(_ text: String) { digest.update(Array(text.utf8) + [0]) }
    for stage in ["tokenize", "pack"] {
      add(stage)
      for argument in arguments(of: stage) { add(argument) }
    }
    guard !files.areUnnamed, let inputs = try? files.inputs() else { return nil }
    for input in inputs {
      let path = input.path
      if input.reader != ReaderOptions() { add("\(input.reader)") }
      guard path != "-", let status = FileStatus.of(path), status.kind == .file else { return nil }
      add("\(path) \(status.size) \(status.modified.seconds) \(status.modified.nanoseconds)")
    }
    return digest.finalizeHex()
  }
}
