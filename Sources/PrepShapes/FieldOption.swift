import PrepDiagnostics

/// Options about fields, as a message proposes them: they work when they are pasted into a shell, whatever the keys of the
/// records are.
package enum FieldOption {
  /// `--map OURS=THEIRS,…`.
  package static func map(_ pairs: (RecordField, String)...) -> String {
    "--map " + ShellWord.quoted(pairs.map { "\($0.0.name)=\($0.1)" }.joined(separator: ","))
  }

  /// `--omit KEY,…`.
  package static func omit(_ keys: String...) -> String { omit(keys) }

  /// `--omit KEY,…`.
  package static func omit(_ keys: [String]) -> String { "--omit " + ShellWord.quoted(keys.joined(separator: ",")) }

  /// A member of an object in the words of jq.
  package static func path(_ key: String) -> String {
    let isPlain =
      key.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
      && key.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    if isPlain { return ".\(key)" }
    let quoted = key.unicodeScalars.map { scalar in
      scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : "\(scalar)"
    }.joined()
    return ".[\"\(quoted)\"]"
  }

  /// `jq -c PROGRAM FILE`.
  package static func jq(_ program: String) -> String { "jq -c \(ShellWord.quoted(program)) FILE" }
}
