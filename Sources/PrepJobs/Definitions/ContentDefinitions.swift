import PrepContents
import PrepOptions
import PrepShapes

extension ContentOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ContentOptions>] {
    [
      .value(
        "by", "WHAT", \.scope, .choice,
        "Compare whole records, exact lines, or the prompt, completion or chat"
      ).common(),
      .list(
        "fields", "NAME,...", \.fields, .field,
        "Compare only these fields: names, or pointers such as /meta/id"),
      .value("shape", "SHAPE", \.shape, .choice, "Shape of the records").defaulting(to: "detected for each record"),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .omitted(\.omitted),
      .value(
        "memory", "SIZE", \.memory, .quantity(in: (1 << 16)...),
        "Memory to use before temporary files in TMPDIR"),
    ]
  }
}

extension OptionSyntax where Value == FieldPath {
  /// A field, or a pointer to one.
  package static var field: OptionSyntax { .reading("the name of a field", { FieldPath($0) }, write: { $0.text }) }
}
