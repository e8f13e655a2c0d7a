extension Recipe {
  /// The commands that do the same, joined by pipes, as a shell reads them.
  package func pipeline(resumes: Bool) -> String {
    var tokenize = ["prep", "tokenize"] + (arguments(of: "tokenize"))
    if !files.splits.isEmpty { tokenize += ["--split", files.splits.joined(separator: ",")] }
    if let configuration = files.configuration { tokenize += ["--config", configuration] }
    if files.paths.contains(where: { $0.hasPrefix("-") && $0 != "-" }) { tokenize.append("--") }
    var commands = [tokenize + files.paths]
    if has("pack") { commands.append(["prep", "pack"] + arguments(of: "pack")) }
    commands.append(["prep", "shard"] + arguments(of: "shard") + (resumes ? ["--resume"] : []))
    return commands.map { $0.map(Self.quoted).joined(separator: " ") }.joined(separator: " |\n  ")
  }

  /// A word as a shell takes it for one.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_=./,:+@%".utf8.contains(byte)
      }
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
