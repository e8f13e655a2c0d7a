/// What a shell offers in the place of a value.
package struct OptionCompletion {
  /// Names in the file system that a value can be.
  package enum Paths: Sendable { case none, files, directories }

  /// Words that are known when the script is made; asked for then alone.
  package var words: () -> [String]
  /// The arguments of a command of ours that prints words when they are wanted: the first field of every line.
  package var command: String?
  /// What there is in the file system.
  package var paths: Paths

  /// - Parameters:
  ///   - words: Words that are known when the script is made.
  ///   - command: The arguments of a command of ours that prints words.
  ///   - paths: What there is in the file system.
  package init(words: @escaping () -> [String] = { [] }, command: String? = nil, paths: Paths = .none) {
    self.words = words
    self.command = command
    self.paths = paths
  }

  /// Nothing is offered.
  package static var nothing: OptionCompletion { OptionCompletion() }
  /// Names of files.
  package static var file: OptionCompletion { OptionCompletion(paths: .files) }
  /// Names of directories.
  package static var directory: OptionCompletion { OptionCompletion(paths: .directories) }

  /// Words, and no others.
  package static func words(_ words: @autoclosure @escaping () -> [String]) -> OptionCompletion {
    OptionCompletion(words: words)
  }

  /// Words, or a file.
  package static func wordsOrFile(_ words: @autoclosure @escaping () -> [String]) -> OptionCompletion {
    OptionCompletion(words: words, paths: .files)
  }

  /// The words that a command of ours prints, or a file.
  package static func printed(by command: String) -> OptionCompletion {
    OptionCompletion(command: command, paths: .files)
  }
}
