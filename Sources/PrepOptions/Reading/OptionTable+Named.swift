extension OptionTable {
  /// Reads options by their long names, as JSON and recipes give them: `{"max-tokens": 2048, "quiet": true}`.
  ///
  /// A flag is true or false; a list gives an option several values; a mapping gives names with values to an option
  /// that takes them. Null leaves an option as it is.
  ///
  /// - Parameters:
  ///   - entries: Names and values; a name stands once.
  ///   - options: Where the values go.
  ///   - isComplete: Whether options that are needed have to be among them.
  package func read(
    _ entries: [(name: String, value: OptionInput)], into options: inout Options, isComplete: Bool = true
  ) throws(OptionFailure) {
    var given: Set<Int> = []
    for (name, value) in entries {
      guard let index = index(named: name[...]) else {
        throw unknown(name, spelling: OptionFailure.shown(name), style: .names)
      }
      let option = self.options[index]
      if value == .null { continue }
      guard given.insert(index).inserted else {
        throw OptionFailure(option: name, spelling: name, problem: .refused("the option appears twice"))
      }
      var isFirst = true
      for argument in try arguments(option, value) {
        try option.take(argument, spelling: name, isFirst: isFirst, into: &options)
        isFirst = false
      }
    }
    guard isComplete else { return }
    for (index, option) in self.options.enumerated() where option.isRequired && !given.contains(index) {
      throw OptionFailure(option: option.name, spelling: option.name, problem: .missing(synopsis: option.name))
    }
  }

  /// What a value says to an option, one argument for each time it would stand on a command line.
  private func arguments(_ option: OptionDefinition<Options>, _ input: OptionInput) throws(OptionFailure)
    -> [OptionArgument]
  {
    let wrong = OptionFailure(
      option: option.name, spelling: option.name,
      problem: .invalid(value: input.shown, wanted: option.wantedText, nearest: []))
    switch (option.kind, input) {
    case (.flag, .boolean(let value)), (.invertible, .boolean(let value)): return [value ? .on : .off]
    case (.flag, .text(let text)), (.invertible, .text(let text)):
      guard text == "true" || text == "false" else { throw wrong }
      return [text == "true" ? .on : .off]
    case (.flag, _), (.invertible, _): throw wrong
    case (.value, .boolean(true)):
      guard let implied = option.implied else { throw wrong }
      return [.text(implied)]
    case (.value, .text("true")) where option.implied != nil: return [.text(option.implied ?? "")]
    case (_, .number(let text)), (_, .text(let text)): return [.text(text)]
    case (.repeated, .list(let values)), (.pairs, .list(let values)), (.mapping, .list(let values)),
      (.list, .list(let values)):
      let texts = values.compactMap(\.text)
      if texts.count < values.count { throw wrong }
      if texts.isEmpty { return try none(option) }
      return option.kind == .list ? [.elements(texts)] : texts.map { .text($0) }
    case (.pairs, .mapping(let entries)), (.mapping, .mapping(let entries)):
      var pairs: [OptionPair] = []
      for (name, value) in entries {
        switch value {
        case .boolean(let value): pairs.append(OptionPair(name, "\(value)"))
        case .number(let text), .text(let text): pairs.append(OptionPair(name, text))
        default: throw wrong
        }
      }
      return pairs.isEmpty ? try none(option) : [.pairs(pairs)]
    default: throw wrong
    }
  }

  /// What an empty list means: nothing, to an option that has no values anyway.
  private func none(_ option: OptionDefinition<Options>) throws(OptionFailure) -> [OptionArgument] {
    if option.arguments(defaults).isEmpty { return [] }
    throw OptionFailure(option: option.name, spelling: option.name, problem: .refused("the list is empty"))
  }
}
