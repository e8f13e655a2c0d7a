import PrepCommands
import PrepOptions
import Testing

/// What holds of the options of all commands.
@Suite struct OptionLawTests {
  /// Words that mean something else from command to command, because what the command does makes it so.
  private static let differing: Set<String> = [
    // Where a run writes: a file, a directory, names that begin alike, a pattern of names.
    "output",
    // What is written; the forms differ.
    "to", "json", "html", "format", "labels",
    // Documents, examples; records in files of any name, or where inside of a file they are.
    "lines", "text", "shape", "records",
    // What is dropped or kept, and what is too long.
    "keep", "overflow", "rejects", "max-tokens", "against",
    // Each split gets its share of every value, or each value is sampled.
    "stratify",
    // A proof is written, or read.
    "proof",
    // What two parts of a document have in common: learnt once, or labelled once.
    "stride",
    // Where chance starts, and what may be remembered.
    "seed", "memory", "epochs",
    // What they are for is said by the command.
    "tokenizer", "mask", "train", "pattern", "resume", "list", "dtype",
    // Pages go below a directory, a script to where its shell looks.
    "install",
  ]

  @Test("a word means the same in every command, but for those that are known to differ") func wordsAgree() {
    var seen: [String: (option: OptionDescription, page: String)] = [:]
    for entry in CommandCatalog.entries {
      for option in entry.options {
        guard let (other, page) = seen[option.name] else {
          seen[option.name] = (option, entry.page)
          continue
        }
        #expect(
          other.kind.takesValue == option.kind.takesValue
            || ["labels", "text", "install", "records"].contains(option.name),
          "\(entry.page) --\(option.name)")
        if Self.differing.contains(option.name) { continue }
        #expect(other.kind == option.kind, "\(page) and \(entry.page) --\(option.name)")
        #expect(other.short == option.short, "\(page) and \(entry.page) --\(option.name)")
        #expect(other.valueName == option.valueName, "\(page) and \(entry.page) --\(option.name)")
        #expect(other.help == option.help, "\(page) and \(entry.page) --\(option.name)")
        #expect(other.allowedValues == option.allowedValues, "\(page) and \(entry.page) --\(option.name)")
        #expect(
          other.defaultText == option.defaultText || option.name == "shape",
          "\(page) and \(entry.page) --\(option.name)")
      }
    }
    #expect(seen.count > 100)
  }

  @Test("names are words, letters stand for one option, and help is a sentence without a full stop")
  func definitionsAreSound() {
    for entry in CommandCatalog.entries {
      let options = entry.options
      #expect(Set(options.map(\.name)).count == options.count, "\(entry.page)")
      let letters = options.compactMap(\.short)
      #expect(Set(letters).count == letters.count && !letters.contains("h"), "\(entry.page)")
      #expect(!entry.command.abstract.hasSuffix("."), "\(entry.page)")
      for option in options {
        let place = "\(entry.page) --\(option.name)"
        #expect(option.name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(place)")
        #expect(option.name != "help" && option.name != "version", "\(place)")
        #expect(option.kind.takesValue == !option.valueName.isEmpty, "\(place)")
        #expect(!option.help.hasSuffix(".") && !option.help.contains("(default"), "\(place): \(option.help)")
        #expect(option.help.first?.isUppercase ?? false, "\(place): \(option.help)")
        if option.kind == .flag { #expect(option.defaultText == nil || option.defaultText != "true", "\(place)") }
        if let text = option.defaultText, !option.allowedValues.isEmpty, option.kind == .value, !text.contains(" ") {
          #expect(option.allowedValues.contains(text), "\(place): \(text)")
        }
      }
    }
  }

  @Test("help fits the width") func helpFits() {
    for (path, command) in PrepCommand.definition.withPaths() {
      for width in [64, 80, 100] {
        for line in HelpText(command, path: path, width: width).text.split(separator: "\n") {
          // Examples are lines that can be copied; a term is not broken.
          if line.hasPrefix("  prep ") || line.hasPrefix("  cat ") || line.hasPrefix("  # ") { continue }
          #expect(line.count <= width, "\(path) at \(width): \(line)")
        }
      }
    }
  }

  @Test("numbers that make no sense are refused or taken, never a trap") func absurdNumbers() {
    let absurd = [
      "1000000000000000000000000000000", "-1", "9223372036854775807", "99999999999Gi", "1e308", "nan", "-0", "0", "",
    ]
    var tried = 0
    for entry in CommandCatalog.entries {
      let (needed, operand) = (entry.needed, entry.neededOperand)
      for option in entry.options where option.kind.takesValue {
        let words = entry.words.dropFirst() + needed.filter { !$0.hasPrefix("--\(option.name)=") }
        for number in absurd {
          let forms =
            option.kind == .pairs
            ? ["x=\(number)"] : [number, "\(number)%", "1,\(number)", "multiple:\(number)", "0/\(number)"]
          for value in forms {
            let words = words + ["--\(option.name)=\(value)"]
            tried += 1
            do throws(CommandLineFailure) { _ = try PrepCommand.definition.request(words + operand) } catch {
              #expect(error.message.hasPrefix("--\(option.name)"), "\(error)")
            }
          }
        }
      }
    }
    #expect(tried > 5000)
  }
}
