import PrepContents
import PrepExpressions
import PrepFiltering
import PrepOptions

extension FilterJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<FilterJob.Options>] {
    let groups: [[OptionDefinition<FilterJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value("where", "EXPRESSION", \.expression, .expression, "Keep the records for which this expression is true"),
        .list("preset", "NAME,...", \.presets, .choice, "Apply the filter rules of a published dataset").common(),
        .repeated(
          "field", "NAME", \.fields, .name("the name of a field"),
          "Record field with the text. May be repeated: several fields are separate documents"
        ).defaulting(to: "all texts of the example"),
        .fieldMapping(\.mapping),
        .knownNames(\.mapping),
        .value(
          "missing", "error|false", \.missing, .choice,
          "A record that lacks a field of the expression is invalid (error), or is left out (false)"),
        .flag("count-all", \.countsAll, "Count every rule that a record fails, not only the first"),
        .value(
          "removed", "FILE", \.removed, .recordOutput(), "Write removed records to FILE, unchanged"),
        .value(
          "reason", "FIELD", \.reason, .name("the name of a field"),
          "With --removed: add a field to each record with the rule it failed and the value measured"),
      ],
      [
        .list(
          "redact", "KIND,...", \.redactedKinds, .redaction,
          "Replace personal data in the remaining records with placeholders such as <EMAIL>: mail, ip, card, iban, key, phone, or all"
        ),
        .value(
          "redact-as", "kind|number", \.redactionSign, .choice,
          "With --redact: write <EMAIL>, or <EMAIL_2> for the second different one of the record"
        ).defaulting(to: "kind"),
        .value(
          "language-model", "FILE", \.languagePath, .name("the name of a file").completed(by: .file),
          "Model of fastText for lang() and langscore(), such as lid.176.ftz"),
      ],
      TokenizerOptions.definitions.at(\.tokenizer, section: "Tokenizer"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension FilterJob.Options {
  fileprivate var languagePath: String? {
    get { languageModel?.path }
    set { languageModel = newValue.map { LanguageModelFile(path: $0) } }
  }

  /// The kinds as they are listed.
  fileprivate var redactedKinds: [RedactedKind] {
    get {
      redaction.kinds.count == PersonalData.Kind.allCases.count
        ? [.all] : PersonalData.Kind.allCases.filter(redaction.kinds.contains).map { .one($0) }
    }
    set { redaction.kinds = Set(newValue.flatMap(\.kinds)) }
  }
}

/// A word of `--redact`.
enum RedactedKind: Sendable, Hashable {
  case one(PersonalData.Kind)
  case all

  var kinds: [PersonalData.Kind] {
    switch self {
    case .one(let kind): [kind]
    case .all: PersonalData.Kind.allCases
    }
  }

  var text: String {
    switch self {
    case .one(let kind): kind.rawValue
    case .all: "all"
    }
  }
}

extension OptionSyntax where Value == RedactedKind {
  /// A kind of personal data, or all.
  fileprivate static var redaction: OptionSyntax {
    OptionSyntax(
      wanted: "", allowedValues: { PersonalData.Kind.allCases.map(\.rawValue) + ["all"] },
      read: { (text) throws(ValueProblem) in
        if text == "all" { return .all }
        guard let kind = PersonalData.Kind(rawValue: text) else { throw ValueProblem() }
        return .one(kind)
      }, write: { $0.text })
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
