internal import PrepBytes

/// Reading whole files, with failures of this module.
enum FileBytes {
  static func read(_ path: String) throws(TokenizerFailure) -> [UInt8] {
    do { return try FileByteSource(path: path).readAll(limit: 1 << 30) } catch let failure as IOFailure {
      throw TokenizerFailure(
        .cannotRead, failure.errno.map { "\(failure.message): \($0)" } ?? failure.message, path: path)
    } catch { throw TokenizerFailure(.cannotRead, "\(error)", path: path) }
  }
}
