import PrepTokenizers

/// Prints how many tokens each line of standard input has, and the sum.
@main
struct CountTokens {
  static func main() throws {
    let name = CommandLine.arguments.dropFirst().first ?? Tokenizer.bundledDefaultName
    let tokenizer = try Tokenizer.resolve(name)
    var total = 0
    while let line = readLine() {
      let count = tokenizer.count(line)
      print("\(count)\t\(line)")
      total += count
    }
    print("\(total)\ttotal, by \(tokenizer.name)")
  }
}
