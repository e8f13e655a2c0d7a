import PrepBytes
import PrepDigests
import PrepFolders
import PrepOptions
import PrepSystem

/// What all parts of a job have in common, in one name: the inputs, and the options that tokens depend on.
///
/// Parts are made on machines where files have other paths, so that no path is in it. Of what options name by a path, the
/// header of the stream says what was found there.
enum JobIdentity {
  /// Bytes that are looked at in a row, and how often in a file.
  private static let (stretch, stretches) = (4096, 16)

  /// 32 hexadecimal digits; nil where an input cannot be looked at a second time.
  static func digest(of options: TokenizeJob.Options, _ inputs: [JobInput]) -> String? {
    var digest = SHA256Digest()
    var options = options
    options.reading.part = nil
    options.invalid.rejects = nil
    let table = OptionTable(TokenizeJob.Options(), TokenizeJob.Options.definitions)
    let paths = Set(table.descriptions.filter { $0.completion.paths != .none }.map(\.name))
    for word in table.words(of: options) {
      let name = word.dropFirst(2).prefix { $0 != "=" }
      if !paths.contains(String(name)) { digest.update(Array(word.utf8) + [0]) }
    }
    for input in inputs {
      guard let file = input.placedFile else { return nil }
      digest.update(Array("\(file.size) \(input.number)".utf8) + [0])
      if input.reader != ReaderOptions() { digest.update(Array("\(input.reader)".utf8) + [0]) }
      // The beginning, the end and places between: to read all of it takes each part as long as the whole job.
      let last = max(0, file.size - stretch)
      var starts = (0..<stretches).map { last / (stretches - 1) * $0 }
      starts.append(last)
      for start in Set(starts).sorted() {
        var bytes = [UInt8](repeating: 0, count: stretch)
        guard let count = try? bytes.withUnsafeMutableBytes({ try file.read(at: start, into: $0) }) else { return nil }
        digest.update(Array(bytes[..<count]))
      }
    }
    return String(digest.finalizeHex().prefix(32))
  }
}
