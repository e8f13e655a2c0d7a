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

  /// The options that say something else than what holds without them.
  private func changed(_ options: Options) -> [(OptionDefinition<Options>, [OptionArgument])] {
    self.options.compactMap { option in
      let arguments = option.arguments(options)
      return arguments.isEmpty || arguments == option.arguments(defaults) ? nil : (option, arguments)
    }
  }
}
