import PrepDigests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Recipe {
  /// What the bytes of the set depend on besides the header of its stream: options and inputs. Nil where an input may not be the same
  /// the next time.
  package var identity: String? {
    var digest = SHA256Digest()
    func add(_ text: String) { digest.update(Array(text.utf8) + [0]) }
    for stage in ["tokenize", "pack"] {
      add(stage)
      for argument in arguments[stage] ?? [] { add(argument) }
    }
    if input.isEmpty { return nil }
    for path in input {
      var status = stat()
      guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      add("\(path) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)")
    }
    return digest.finalizeHex()
  }
}
