/// What a filter or a method takes besides its value: how many arguments, how many of which are needed, and their names
/// where they have any.
struct TemplateSignature {
  private let required: Int
  private let most: Int
  /// The names, with blanks between them; empty where arguments have no names.
  private let names: StaticString

  init(_ required: Int, _ most: Int, _ names: StaticString = "") {
    self.required = required
    self.most = most
    self.names = names
  }

  /// Any arguments.
  static let open = TemplateSignature(0, .max)

  /// What is wrong with arguments; nil where nothing is.
  func fault(in arguments: EvaluatedArguments) -> String? {
    let given = arguments.positional.count
    if most == .max || arguments.named.isEmpty && given >= required && given <= most { return nil }
    guard given <= most else { return "takes \(most) arguments, not \(given)" }
    let names = "\(names)".split(separator: " ")
    for argument in arguments.named {
      guard let place = names.firstIndex(where: { $0 == argument.name }) else {
        return "has no argument '\(argument.name)'"
      }
      guard place >= given else { return "gets '\(argument.name)' twice" }
    }
    for place in given..<max(given, required)
    where !arguments.named.contains(where: { names.indices.contains(place) && $0.name == names[place] }) {
      return "needs \(required == 1 ? "an argument" : "\(required) arguments")"
    }
    return nil
  }
}

extension TemplateFilter {
  /// What the filter takes, as Jinja 3.1 declares it, and transformers `tojson`.
  var signature: TemplateSignature {
    switch self {
    case .attr: TemplateSignature(1, 1, "name")
    case .batch: TemplateSignature(1, 2, "linecount fill_with")
    case .center: TemplateSignature(0, 1, "width")
    case .defaultValue, .d: TemplateSignature(0, 2, "default_value boolean")
    case .dictsort: TemplateSignature(0, 3, "case_sensitive by reverse")
    case .filesizeformat: TemplateSignature(0, 1, "binary")
    case .float: TemplateSignature(0, 1, "default")
    case .groupby: TemplateSignature(1, 3, "attribute default case_sensitive")
    case .indent: TemplateSignature(0, 3, "width first blank")
    case .int: TemplateSignature(0, 2, "default base")
    case .join: TemplateSignature(0, 2, "d attribute")
    case .max, .min: TemplateSignature(0, 2, "case_sensitive attribute")
    case .replace: TemplateSignature(2, 3, "old new count")
    case .round: TemplateSignature(0, 2, "precision method")
    case .slice: TemplateSignature(1, 2, "slices fill_with")
    case .sort: TemplateSignature(0, 3, "reverse case_sensitive attribute")
    case .sum: TemplateSignature(0, 2, "attribute start")
    case .tojson: TemplateSignature(0, 4, "ensure_ascii indent separators sort_keys")
    case .trim: TemplateSignature(0, 1, "chars")
    case .truncate: TemplateSignature(0, 4, "length killwords end leeway")
    case .unique: TemplateSignature(0, 2, "case_sensitive attribute")
    case .wordwrap: TemplateSignature(0, 4, "width break_long_words wrapstring break_on_hyphens")
    case .xmlattr: TemplateSignature(0, 1, "autospace")
    case .format, .map, .select, .reject, .selectattr, .rejectattr, .random, .urlize: .open
    case .abs, .capitalize, .count, .e, .escape, .first, .forceescape, .items, .last, .length, .list, .lower, .pprint,
      .reverse, .safe, .string, .striptags, .title, .upper, .urlencode, .wordcount:
      TemplateSignature(0, 0)
    }
  }
}

extension TemplateMethod {
  /// What the method takes, as Python declares it.
  func signature(of receiver: TemplateValue) -> TemplateSignature {
    switch self {
    case .split, .rsplit: return TemplateSignature(0, 2, "sep maxsplit")
    case .splitlines: return TemplateSignature(0, 1, "keepends")
    case .expandtabs: return TemplateSignature(0, 1, "tabsize")
    case .strip, .lstrip, .rstrip: return TemplateSignature(0, 1)
    case .startswith, .endswith, .find, .rfind, .rindex: return TemplateSignature(1, 3)
    case .index: return TemplateSignature(1, 3)
    case .count:
      if case .text = receiver { return TemplateSignature(1, 3) }
      return TemplateSignature(1, 1)
    // Later versions of Python know the name of the count.
    case .replace: return TemplateSignature(2, 3, "old new count")
    case .join, .removeprefix, .removesuffix, .partition, .rpartition, .formatMap, .zfill:
      return TemplateSignature(1, 1)
    case .center, .ljust, .rjust: return TemplateSignature(1, 2)
    case .get, .fromkeys: return TemplateSignature(1, 2)
    case .format, .translate, .maketrans, .encode, .append, .extend, .insert, .remove, .pop, .clear, .sort, .reverse,
      .update, .setdefault, .popitem:
      return .open
    case .upper, .lower, .title, .capitalize, .swapcase, .casefold, .isdigit, .isalpha, .isalnum, .isspace, .isupper,
      .islower, .isascii, .isdecimal, .isnumeric, .isidentifier, .isprintable, .istitle, .items, .keys, .values, .copy:
      return TemplateSignature(0, 0)
    }
  }
}
