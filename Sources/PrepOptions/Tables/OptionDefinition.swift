/// One option of a command, and where its value goes.
///
/// The functions that make one (``flag(_:short:_:_:)`` and its like) are the only way to, so that what can be read can
/// be written.
package struct OptionDefinition<Options> {
  /// The long name without its dashes.
  package let name: String
  /// The letter that stands for it behind one dash.
  package let short: Character?
  /// How often it is given, and what it takes.
  package let kind: OptionKind
  /// What the value is called.
  package private(set) var valueName: String
  /// One sentence without a full stop.
  package let help: String
  /// The heading it stands under.
  package var section = ""
  /// Whether it stands in the first list of the help.
  package private(set) var isCommon = false
  /// Whether the command cannot go without it.
  package private(set) var isRequired = false
  /// Whether help leaves it out.
  package private(set) var isHidden = false
  /// The value that it has where it stands without one; a value is joined to it by `=` then. nil where it needs one.
  package private(set) var implied: String?

  /// What a value is, for messages; empty where the allowed values say it.
  let wanted: String
  let allowedValues: () -> [String]
  private var completion: OptionCompletion
  private var statedDefault: String?
  /// Puts a value in its place; the first one of a run replaces what held before, later ones add to it where the kind
  /// does.
  let take: (OptionArgument, _ isFirst: Bool, inout Options) throws(ValueProblem) -> Void
  /// What has to be given for the value there is; nothing for one that is not there.
  let arguments: (Options) -> [OptionArgument]

  init(
    name: String, short: Character?, kind: OptionKind, valueName: String, help: String, wanted: String = "",
    allowedValues: @escaping () -> [String] = { [] }, completion: OptionCompletion = .nothing,
    take: @escaping (OptionArgument, _ isFirst: Bool, inout Options) throws(ValueProblem) -> Void,
    arguments: @escaping (Options) -> [OptionArgument]
  ) {
    self.name = name
    self.short = short
    self.kind = kind
    self.valueName = valueName
    self.help = help
    self.wanted = wanted
    self.allowedValues = allowedValues
    self.completion = completion
    self.take = take
    self.arguments = arguments
  }

  // MARK: What else there is to say about it

  /// The same, in the first list of the help.
  package func common() -> OptionDefinition { changed { $0.isCommon = true } }
  /// The same, without which the command cannot go.
  package func required() -> OptionDefinition { changed { $0.isRequired = true } }
  /// The same, left out of help, pages and completion.
  package func hidden() -> OptionDefinition { changed { $0.isHidden = true } }
  /// The same, with words for what holds without it, where the value itself does not tell.
  package func defaulting(to words: String) -> OptionDefinition { changed { $0.statedDefault = words } }
  /// The same, with a value that it has where it stands without one: `--name` or `--name=VALUE`.
  package func implying(_ value: String) -> OptionDefinition { changed { $0.implied = value } }
  /// The same, with something else that a shell offers.
  package func completed(by completion: OptionCompletion) -> OptionDefinition { changed { $0.completion = completion } }

  private func changed(_ change: (inout OptionDefinition) -> Void) -> OptionDefinition {
    var copy = self
    change(&copy)
    return copy
  }

  /// The option as part of a larger set of options.
  ///
  /// - Parameters:
  ///   - path: Where its own options are in the larger set.
  ///   - section: The heading it stands under; nil keeps the one it has.
  package func at<Root>(_ path: WritableKeyPath<Root, Options>, section: String? = nil) -> OptionDefinition<Root> {
    let (take, arguments) = (take, arguments)
    var lifted = OptionDefinition<Root>(
      name: name, short: short, kind: kind, valueName: valueName, help: help, wanted: wanted,
      allowedValues: allowedValues,
      completion: completion,
      take: { (argument, isFirst, root) throws(ValueProblem) in try take(argument, isFirst, &root[keyPath: path]) },
      arguments: { arguments($0[keyPath: path]) })
    lifted.section = section ?? self.section
    lifted.isCommon = isCommon
    lifted.isRequired = isRequired
    lifted.isHidden = isHidden
    lifted.implied = implied
    lifted.statedDefault = statedDefault
    return lifted
  }

  /// What it is to those who read about it.
  ///
  /// - Parameter defaults: The options before anything is given.
  package func description(defaults: Options) -> OptionDescription {
    let values = allowedValues()
    var shown = statedDefault
    if shown == nil, !isRequired { shown = Self.text(arguments(defaults)) }
    if kind == .invertible, shown == nil, arguments(defaults) == [.on] { shown = "--\(name)" }
    return OptionDescription(
      name: name, short: short, kind: kind, valueName: valueName, allowedValues: values, defaultText: shown, help: help,
      section: section,
      isCommon: isCommon, isRequired: isRequired, isHidden: isHidden,
      needsValue: kind.takesValue && implied == nil,
      completion: values.isEmpty
        ? completion : OptionCompletion(words: { values }, command: completion.command, paths: completion.paths))
  }

  /// Values as they are written; nil for none, and for a flag.
  private static func text(_ arguments: [OptionArgument]) -> String? {
    let texts = arguments.flatMap { argument in
      switch argument {
      case .on, .off: [] as [String]
      case .text(let text): [text]
      case .elements(let elements): elements
      case .pairs(let pairs): pairs.map { "\($0.name)=\($0.value)" }
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: ",")
  }
}

extension Array {
  /// A group of options as part of a larger set.
  ///
  /// - Parameters:
  ///   - path: Where the group is in the larger set.
  ///   - section: The heading it stands under; nil keeps those there are.
  package func at<Group, Root>(
    _ path: WritableKeyPath<Root, Group>, section: String? = nil
  ) -> [OptionDefinition<Root>] where Element == OptionDefinition<Group> {
    map { $0.at(path, section: section) }
  }
}
