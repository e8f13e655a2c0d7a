import Foundation
import TestSupport
import Testing

/// Plain text in another text encoding is read by all commands as its twin in UTF-8 is: by its byte order mark, or as
/// `--encoding` says.
@Suite struct TextEncodingLawTests {
  private static let text = "Zoë reads.\nThe café is “full”.\n\nNaïve: 3 €\n"

  private static let commands = [
    "tokenize --json -t prep-8k", "tokenize --json -t prep-8k --lines", "count -t prep-8k", "encode -t prep-8k",
    "encode -t prep-8k --lines", "train --vocab-size 270", "train count", "convert --to text", "dedup", "stats",
    "filter --where true",
  ]

  /// The name of an encoding, its byte order mark, whether the option names it.
  private static let encodings: [(name: String, mark: [UInt8], option: String)] = [
    ("UTF-16LE", [0xFF, 0xFE], ""), ("UTF-16BE", [0xFE, 0xFF], ""), ("UTF-32LE", [0xFF, 0xFE, 0, 0], ""),
    ("UTF-16LE", [], "--encoding UTF-16LE"), ("WINDOWS-1252", [], "--encoding windows-1252"),
    ("UTF-16LE", [0xFF, 0xFE], "--encoding auto"),
  ]

  @Test(arguments: commands) func `a text is read whatever its encoding is`(command: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let twin = folder.appendingPathComponent("twin.txt")
    let input = folder.appendingPathComponent("notes.txt")
    try Data(Self.text.utf8).write(to: twin)
    func run(_ option: String) throws -> PrepProcess.Outcome {
      let output = command.hasPrefix("train") ? "-o out.bin && cat out.bin" : ""
      return try PrepProcess.run("rm -f out.bin; prep \(command) --quiet \(option) notes.txt \(output)", in: folder)
    }
    try Data(Self.text.utf8).write(to: input)
    let wanted = try run("")
    #expect(wanted.status == 0 && !wanted.stdout.isEmpty, "\(wanted.stderr)")
    for (name, mark, option) in Self.encodings {
      let made = try PrepProcess.run("iconv -f UTF-8 -t \(name) twin.txt", in: folder)
      try Data(mark + made.stdout).write(to: input)
      let outcome = try run(option)
      #expect(outcome.status == 0, "\(command) \(name): \(outcome.stderr)")
      if !command.hasPrefix("stats") { #expect(outcome.stdout == wanted.stdout, "\(command) \(name) \(option)") }
    }
    // A byte that is out of place is told as that.
    try Data(Array("abc ".utf8) + [0xE9] + Array(" def\n".utf8)).write(to: input)
    let odd = try run("")
    #expect(!odd.stderr.contains("UTF-16") && !odd.stderr.contains("UTF-32"), "\(command): \(odd.stderr)")
    // Without a mark it is told which encoding it is.
    try Data(PrepProcess.run("iconv -f UTF-8 -t UTF-16LE twin.txt", in: folder).stdout).write(to: input)
    let unmarked = try run("")
    #expect(unmarked.status == 65 && unmarked.stderr.contains("--encoding UTF-16LE"), "\(command): \(unmarked.stderr)")
  }
}
