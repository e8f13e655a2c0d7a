extension OptionTable {
  /// The words that give options their values, those that hold anyway left out; read again, they give the same.
  ///
  /// - Parameter options: The options.
  package func words(of options: Options) -> [String] {
    changed(options).flatMap { option, arguments in
      arguments.map { argument in
        switch argument {
        case .on: "--\(option.name)"
        case .off: "--no-\(option.name)"
        case .text(let text): "--\(option.name)=\(text)"
        case .elements(let elements): "--\(option.name)=\(elements.joined(separator: ","))"
        case .pairs(let pairs): "--\(option.name)=" + pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        }
      }
    }
  }

  /// The names and values of options, those that hold anyway left out, as ``read(_:into:isComplete:)`` takes them.
  ///
  /// - Parameter options: The options.
  package func entries(of options: Options) -> [(name: String, value: OptionInput)] {
    changed(options).map { option, arguments in
      var texts: [OptionInput] = []
      for argument in arguments {
        switch argument {
        case .on: return (option.name, .boolean(true))
        case .off: return (option.name, .boolean(false))
        case .text(let text): texts.append(.text(text))
        case .elements(let elements): texts += elements.map { .text($0) }
        case .pairs(let pairs) where option.kind == .mapping:
          return (option.name, .mapping(pairs.map { ($0.name, .text($0.value)) }))
        case .pairs(let pairs): texts += pairs.map { .text("\($0.name)=\($0.value)") }
        }
      }
      return (option.name, option.kind.isRepeatable ? .list(texts) : texts[0])
    }
  }

  /// Named values as words of a command line, in their order and as they are; what is no option of the table is left
  /// out.
  ///
  /// - Parameter entries: Names and values that ``read(_:into:isComplete:)`` takes.
  package func words(of entries: [(name: String, value: OptionInput)]) -> [String] {
    entries.flatMap { name, value -> [String] in
      guard let index = index(named: name[...]) else { return [] }
      let kind = options[index].kind
      func joined(_ values: [String]) -> [String] {
        kind.hasCommas ? ["--\(name)=\(values.joined(separator: ","))"] : values.map { "--\(name)=\($0)" }
      }
      switch value {
      case .null: return []
      case .boolean(true): return ["--\(name)"]
      case .boolean(false): return kind == .invertible ? ["--no-\(name)"] : []
      case .text("true") where !kind.takesValue: return ["--\(name)"]
      case .text("false") where !kind.takesValue: return kind == .invertible ? ["--no-\(name)"] : []
      case .number(let text), .text(let text): return ["--\(name)=\(text)"]
      case .list(let values): return joined(values.compactMap(\.text))
      case .mapping(let entries): return joined(entries.map { "\($0.name)=\($0.value.shown)" })
      }
    }
  }

  /// The options that are needed, and those that say something else than what holds without them.
  private func changed(_ options: Options) -> [(OptionDefinition<Options>, [OptionArgument])] {
    self.options.compactMap { option in
      let arguments = option.arguments(options)
      if arguments.isEmpty { return nil }
      return option.isRequired || arguments != option.arguments(defaults) ? (option, arguments) : nil
    }
  }
}
