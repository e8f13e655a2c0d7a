import ArgumentParser
import PrepBytes
import PrepRecords
import PrepTokenizers

/// `prep tokenizer show`: what is in a tokenizer.
struct TokenizerShowCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what a tokenizer is: size, pattern, special tokens, fingerprint.")
  static let parentNames = ["tokenizer"]

  @Argument(help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @Flag(help: "Write a JSON object.")
  var json = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let shown = try Tokenizer.resolve(tokenizer ?? Tokenizer.bundledDefaultName, pattern: pattern)
    let sink = try output.open()
    try sink.write(json ? object(shown) : text(shown))
    try sink.finish()
  }

  private func text(_ tokenizer: Tokenizer) -> [UInt8] {
    let special = tokenizer.specialTokens
    var lines = [
      ("name", tokenizer.name), ("tokens", "\(tokenizer.vocabularySize)"), ("pattern", tokenizer.patternDescription),
      ("fingerprint", tokenizer.fingerprint), ("begin of text", named(special.beginOfText, special)),
      ("end of text", named(special.endOfText, special)), ("padding", named(special.pad, special)),
    ]
    lines += special.entries.map { ("special token", "\($0.id) \($0.name)") }
    return Array(lines.map { "\($0.0)\t\($0.1)\n" }.joined().utf8)
  }

  private func named(_ id: UInt32?, _ special: SpecialTokens) -> String {
    guard let id else { return "none" }
    return special.entries.first { $0.id == id }.map { "\(id) \($0.name)" } ?? "\(id)"
  }

  private func object(_ tokenizer: Tokenizer) -> [UInt8] {
    var writer = JSONWriter()
    let special = tokenizer.specialTokens
    writer.beginObject()
    writer.key("name")
    writer.string(tokenizer.name)
    writer.key("vocabulary_size")
    writer.int(tokenizer.vocabularySize)
    writer.key("pattern")
    writer.string(tokenizer.patternDescription)
    writer.key("fingerprint")
    writer.string(tokenizer.fingerprint)
    for (name, id) in [
      ("begin_of_text", special.beginOfText), ("end_of_text", special.endOfText), ("padding", special.pad),
    ] {
      writer.key(name)
      if let id { writer.int(id) } else { writer.null() }
    }
    writer.key("special_tokens")
    writer.beginObject()
    for entry in special.entries {
      writer.key(entry.name)
      writer.int(entry.id)
    }
    writer.endObject()
    writer.endObject()
    writer.newline()
    return writer.take()
  }
}
