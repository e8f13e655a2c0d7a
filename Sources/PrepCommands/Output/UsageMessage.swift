/// What the parser says about a command line it does not understand, in the form of all other messages.
struct UsageMessage {
  /// `prep count`.
  let command: String
  /// What is wrong, and where help is.
  let text: String

  /// Takes the parser's text apart: a message, the usage, and a pointer to the help of the command concerned.
  init(_ parserText: String) {
    var message = parserText[...]
    if message.hasPrefix("Error: ") { message = message.dropFirst("Error: ".count) }
    var command = "prep"
    if let pointer = message.firstRange(of: "See '"), let end = message[pointer.upperBound...].firstRange(of: " --help'") {
      command = String(message[pointer.upperBound..<end.lowerBound])
    }
    if let usage = message.firstRange(of: "\nUsage:") { message = message[..<usage.lowerBound] }
    let lines = message.split(separator: "\n").filter { !$0.hasPrefix("Help:") }
    // What a default subcommand says, its parent says.
    self.command = command == "prep train vocabulary" ? TrainVocabularyCommand.fullName : command
    text = lines.joined(separator: " ") + " (see \(command) --help)"
  }
}
