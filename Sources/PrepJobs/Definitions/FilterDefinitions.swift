import PrepExpressions
import PrepFiltering
import PrepOptions

extension FilterJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<FilterJob.Options>] {
    let groups: [[OptionDefinition<FilterJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("where", "EXPRESSION", \.expression, .expression, "What has to hold of the records that stay"),
        .list("preset", "NAME,...", \.presets, .choice, "Rules that published data sets were filtered with").common(),
        .repeated(
          "field", "NAME", \.fields, .name("the name of a field"),
          "Record field with the text; several fields are separate documents"
        ).defaulting(to: "all texts of the example"),
        .fieldMapping(\.mapping),
        .knownNames(\.mapping),
        .value(
          "missing", "error|false", \.missing, .choice,
          "What becomes of a record that lacks a field: bad data, or what asks for it does not hold"),
        .flag("count-all", \.countsAll, "Count every rule that does not hold of a record, and not just the first"),
        .value(
          "removed", "FILE", \.removed, .recordOutput(), "Write the records left out to a file, as they were read"),
        .value(
          "reason", "FIELD", \.reason, .name("the name of a field"),
          "With --removed: give each record left out a field with the rule that did not hold, and its number"),
      ],
      TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension OptionSyntax where Value == Expression {
  /// An expression that is true or false of a record.
  package static var expression: OptionSyntax {
    OptionSyntax(
      wanted: "an expression",
      read: { (text) throws(ValueProblem) in
        do throws(ExpressionFault) { return try Expression(text) } catch { throw ValueProblem("\(error)") }
      }, write: { $0.text })
  }
}
