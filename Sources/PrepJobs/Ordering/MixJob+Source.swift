extension MixJob.Source {
  /// Reads a source as it is written: `NAME=PATH,PATH:WEIGHT`, where the weight may be missing.
  ///
  /// - Throws: ``JobFailure`` for what is none, and what looking at the files throws.
  package init(parsing text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw JobFailure("not-a-source", "'\(text)' is not a source: NAME=FILE or NAME=FILE:WEIGHT, such as web=web/:3")
    }
    var files = parts[1]
    var weight = 1.0
    if let colon = files.lastIndex(of: ":"), let number = Double(files[files.index(after: colon)...]) {
      weight = number
      files = files[..<colon]
    }
    let paths = try files.split(separator: ",").flatMap { try PathPattern.expand(String($0)) }
    if paths.isEmpty { throw JobFailure("not-a-source", "the source '\(parts[0])' names no file") }
    if paths.contains("-") {
      throw JobFailure("not-a-source", "the source '\(parts[0])' is standard input; a mixture takes files")
    }
    self.init(name: String(parts[0]), inputs: try InputFiles(paths).given(), weight: weight)
  }
}
