import Testing

@testable import PrepCommands

@Suite struct MisspelledCommandTests {
  private static let names = ["sniff", "tokenize", "tokenizer", "train", "pack", "view"]

  @Test(
    "the nearest command is guessed, and none where all are far",
    arguments: [
      ("tokenise", "there is no command 'tokenise'; did you mean tokenize?"), ("Pack", "there is no command 'Pack'; did you mean pack?"),
      ("veiw", "there is no command 'veiw'; did you mean view?"), ("sni", "there is no command 'sni'; did you mean sniff?"),
      ("upload", "there is no command 'upload'"), ("", "there is no command ''"),
    ])
  func guesses(_ word: String, _ message: String) { #expect(MisspelledCommand.message(about: word, among: Self.names) == message) }

  @Test func `commands, options and help are no mistakes`() {
    for word in ["pack", "--version", "-h", "help"] { #expect(MisspelledCommand.message(about: word, among: Self.names) == nil) }
  }
}
