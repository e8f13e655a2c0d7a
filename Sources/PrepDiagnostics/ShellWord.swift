/// Words of a command in a message, so that it works when it is pasted into a shell.
package enum ShellWord {
  /// The word as a POSIX shell reads it: in single quotes where a character means something there.
  package static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x80 || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-_=/.,:+@%".unicodeScalars.contains(scalar)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
