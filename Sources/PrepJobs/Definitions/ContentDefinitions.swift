import PrepContents
import PrepOptions
import PrepShapes

extension ContentOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ContentOptions>] {
    [
      .value(
        "by", "WHAT", \.scope, .choice,
        "What of a record is compared: all that it says, its line to the byte, or the prompt, completion or chat of its example"
      ).common(),
      .list(
        "fields", "NAME,...", \.fields, .field,
        "Compare these fields and nothing else: names, or pointers such as /meta/id"),
      .value("shape", "SHAPE", \.shape, .choice, "The shape of the examples").defaulting(to: "what each record tells"),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .omitted(\.omitted),
      .value(
        "memory", "SIZE", \.memory, .quantity(in: (1 << 16)...),
        "How many bytes to hold before temporary files are used (TMPDIR)"),
    ]
  }
}

extension OptionSyntax where Value == FieldPath {
  /// A field, or a pointer to one.
  package static var field: OptionSyntax { .reading("the name of a field", { FieldPath($0) }, write: { $0.text }) }
}
