import PrepDiagnostics

extension OptionTable {
  /// Reads the words of a command line as GNU programs do.
  ///
  /// `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`; letters of flags may stand together; options
  /// may follow operands, and `--` ends them. A value may begin with a dash unless it looks like an option: two dashes
  /// and a letter, or the letters of options.
  ///
  /// - Parameters:
  ///   - words: The words behind the name of the command.
  ///   - options: Where the values go.
  package func read(_ words: some Sequence<String>, into options: inout Options) throws(OptionFailure) {
    var reading = WordReading(table: self, options: options)
    try reading.read(Array(words))
    options = reading.options
  }
}

/// The state of reading a command line.
private struct WordReading<Options> {
  let table: OptionTable<Options>
  var options: Options
  /// The options that were given, by their place in the table.
  private var given: Set<Int> = []
  private var operands = 0
  private var words: [String] = []
  private var position = 0

  init(table: OptionTable<Options>, options: Options) {
    self.table = table
    self.options = options
  }

  mutating func read(_ words: [String]) throws(OptionFailure) {
    self.words = words
    while position < words.count {
      let word = words[position]
      position += 1
      if word == "--" {
        for operand in words[position...] { try takeOperand(operand) }
        position = words.count
      } else if word.hasPrefix("--") {
        try takeLong(word.dropFirst(2))
      } else if word.hasPrefix("-"), word != "-" {
        try takeLetters(word.dropFirst())
      } else {
        try takeOperand(word)
      }
    }
    for (index, option) in table.options.enumerated() where option.isRequired && !given.contains(index) {
      throw OptionFailure(
        option: option.name, spelling: "--\(option.name)",
        problem: .missing(synopsis: "--\(option.name) \(option.valueName)"))
    }
    if let operand = table.operand?.description, operands == 0, operand.count == .one || operand.count == .oneOrMore {
      throw OptionFailure(option: operand.name, spelling: operand.name, problem: .missing(synopsis: operand.name))
    }
  }

  private mutating func takeOperand(_ word: String) throws(OptionFailure) {
    let isSingle = table.operand.map { $0.description.count == .one || $0.description.count == .optional } ?? false
    guard let operand = table.operand, !(isSingle && operands > 0) else {
      throw OptionFailure(option: word, spelling: word, problem: .unexpected)
    }
    operands += 1
    do throws(ValueProblem) { try operand.take(word, &options) } catch {
      throw OptionFailure(
        option: operand.description.name, spelling: operand.description.name, problem: .refused(error.message ?? word))
    }
  }

  private mutating func takeLong(_ word: Substring) throws(OptionFailure) {
    let sign = word.firstIndex(of: "=")
    let name = word[..<(sign ?? word.endIndex)]
    let value = sign.map { String(word[word.index(after: $0)...]) }
    if let index = table.index(named: name) { return try take(index, "--\(name)", value: value) }
    if name.hasPrefix("no-"), let index = table.index(named: name.dropFirst(3)),
      table.options[index].kind == .invertible
    {
      if let value { throw OptionFailure(option: String(name), spelling: "--\(name)", problem: .takesNoValue(value)) }
      return try take(.off, index, "--\(name)")
    }
    throw table.unknown(String(name), spelling: "--\(name)", style: .dashes)
  }

  private mutating func takeLetters(_ letters: Substring) throws(OptionFailure) {
    // One dash before a long name is the usual slip; the value of a letter that reads so is written behind a space.
    let name = String(letters.prefix { $0 != "=" })
    if name.count > 2, table.index(named: name[...]) != nil {
      throw OptionFailure(option: name, spelling: "-\(name)", problem: .unknown(nearest: ["--\(name)"]))
    }
    var rest = letters
    while let letter = rest.popFirst() {
      guard let index = table.index(short: letter) else {
        if letter == " ", table.operand != nil {
          throw OptionFailure(
            option: String(letters), spelling: OptionFailure.shown("-\(letters)"),
            problem: .refused("begins with a hyphen, as options do; behind the word -- it is none"))
        }
        throw OptionFailure(option: String(letter), spelling: "-\(letter)", problem: .unknown(nearest: []))
      }
      if table.options[index].kind.takesValue {
        let value = rest.isEmpty ? nil : String(rest.first == "=" ? rest.dropFirst() : rest)
        return try take(index, "-\(letter)", value: value)
      }
      if rest.first == "=" {
        throw OptionFailure(
          option: table.options[index].name, spelling: "-\(letter)", problem: .takesNoValue(String(rest.dropFirst())))
      }
      try take(.on, index, "-\(letter)")
    }
  }

  /// Takes an option with the value that was joined to it, or with the next word.
  private mutating func take(_ index: Int, _ spelling: String, value word: String?) throws(OptionFailure) {
    let option = table.options[index]
    guard option.kind.takesValue else {
      if let word { throw OptionFailure(option: option.name, spelling: spelling, problem: .takesNoValue(word)) }
      return try take(.on, index, spelling)
    }
    if let value = word ?? option.implied {
      // `--near similar` names a file; somebody who wrote a value there meant `--near=similar`.
      if word == nil, position < words.count, accepts(words[position], option) {
        let next = words[position]
        throw OptionFailure(
          option: option.name, spelling: spelling,
          problem: .refused("its value follows '=': \(spelling)=\(next); a file of that name is ./\(next)"))
      }
      return try take(.text(value), index, spelling)
    }
    let next = position < words.count ? words[position] : nil
    guard let next, !looksLikeOption(next) else {
      throw OptionFailure(
        option: option.name, spelling: spelling,
        problem: .needsValue(valueName: option.valueName, next: next == "--" ? nil : next))
    }
    position += 1
    try take(.text(next), index, spelling)
  }

  /// Whether a word is a value of an option.
  private func accepts(_ word: String, _ option: OptionDefinition<Options>) -> Bool {
    var copy = options
    return (try? option.take(.text(word), true, &copy)) != nil
  }

  private mutating func take(_ argument: OptionArgument, _ index: Int, _ spelling: String) throws(OptionFailure) {
    try table.options[index].take(argument, spelling: spelling, isFirst: given.insert(index).inserted, into: &options)
  }

  /// Whether a word is more likely an option that stands without its value than the value of the one before it.
  private func looksLikeOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-" else { return false }
    let rest = word.dropFirst()
    if rest.hasPrefix("-") { return rest.dropFirst().first.map { $0.isASCII && $0.isLetter } ?? true }
    guard let letter = rest.first else { return false }
    return letter == "h" || table.index(short: letter) != nil
  }
}

extension OptionTable {
  /// A failure for an option that is not there.
  func unknown(_ name: String, spelling: String, style: OptionFailure.Style) -> OptionFailure {
    let known = options.filter { !$0.isHidden }
    let inverted = style == .dashes ? known.filter { $0.kind == .invertible }.map { "no-\($0.name)" } : []
    let names = known.map(\.name) + inverted + (style == .dashes ? Self.common : [])
    let meant = OptionSynonyms.of(name, among: names)
    let nearest = meant.isEmpty ? NearestNames.of(name, among: names) : meant
    return OptionFailure(
      option: name, spelling: spelling, problem: .unknown(nearest: nearest.map { style == .dashes ? "--\($0)" : $0 }))
  }
}
