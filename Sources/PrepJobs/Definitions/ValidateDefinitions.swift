import PrepDiagnostics
import PrepOptions
import PrepShapes
import PrepTokenizing
import PrepValidating

extension ValidateJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ValidateJob.Options>] {
    let groups: [[OptionDefinition<ValidateJob.Options>]] = [
      InputOptions.definitions.at(\.reading), own,
      TemplateOptions.definitions.at(\.template, section: "Conversations"),
      [
        OptionDefinition<ValidateJob.Options>.value(
          "mask", "WHICH", \.mask, .choice, "With --template: whose words are learnt, as in prep tokenize"),
        .trainedParts(\.trainedParts, "With --template: the parts of a turn that are learnt, as in prep tokenize"),
      ].at(\.self, section: "Conversations"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
    ]
    return groups.flatMap { $0 }
  }

  private static var own: [OptionDefinition<ValidateJob.Options>] {
    [
      .setShape(\.shape),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .list(
        "target", "NAME,...", \.targets,
        .name("the name of a target, or a profile file").completed(by: .wordsOrFile(RuleReference.targetNames)),
        "Judge for these targets, by name or as profile files (see --targets)"
      ).common(),
      TokenizerOptions.tokenizer("Count tokens with this tokenizer, and run the rules about tokens").at(\.tokenizer)
        .common(),
      TokenizerOptions.pattern.at(\.tokenizer),
      .value("max-tokens", "N", \.maxTokens, .quantity(), "The most tokens an example may have")
        .defaulting(to: "what each target takes"),
      .value("epochs", "N", \.epochs, .quantity(in: 1...1_000_000), "The passes over the data that are paid for")
        .defaulting(to: "what each target chooses"),
      .list("select", "RULE,...", \.selected, rule, "Run these rules alone: codes, ids, families, default, all"),
      .list("ignore", "RULE,...", \.ignored, rule, "Leave these rules out"),
      .value("format", "FORMAT", \.format, .choice, "How findings are written").common(),
      .value(
        "fail-on", "LEVEL", \.threshold, .threshold,
        "Exit with 1 when there are findings of this severity or a higher one"),
      .value(
        "max-findings", "N", \.maxFindings, .quantity(in: 1...),
        "The most findings of a kind that are written, with --each and other formats of a rule; all are counted"
      ).defaulting(to: "5 of a kind, else all"),
      .flag("errors-only", \.writesErrorsOnly, "Write no warnings and remarks, and count them"),
      .flag("each", \.writesEach, "Write every finding in its order instead of the first ones of each kind"),
      .value("memory", "SIZE", \.memory, .quantity(), "The most memory that the search for duplicates takes"),
    ]
  }

  private static var rule: OptionSyntax<String> {
    .name("the name of a rule").completed(by: .words(RuleReference.names))
  }
}

extension ValidateJob.Companions {
  /// The options, by their names on the command line and in recipes.
  package static var definitions: [OptionDefinition<ValidateJob.Companions>] {
    [
      .value("price", "FILE", \.prices, .file, "A file with the prices of tokens, for the summary"),
      .repeated(
        "against", "FILE", \.references, .file,
        "Report examples that also stand in this file, such as a validation set"),
      .value(
        "baseline", "FILE", \.baseline, .file, "Leave out the findings of an earlier run, written with --format json"),
      .flag(
        "pass", \.passes,
        "Write the records without findings at or above --fail-on to standard output, and the findings to standard error"
      ),
      .value("rejects", "FILE", \.rejects, .file, "With --pass: write the other lines to a file, as they were read"),
    ]
  }
}

extension OptionSyntax where Value == Diagnostic.Severity? {
  /// The least severity of findings that make a run fail; nil for none.
  package static var threshold: OptionSyntax {
    let names: [(name: String, severity: Diagnostic.Severity?)] = [
      ("error", .error), ("warn", .warning), ("info", .info), ("never", nil),
    ]
    return OptionSyntax(
      wanted: "", allowedValues: { names.map(\.name) },
      read: { (text) throws(ValueProblem) in
        guard let found = names.first(where: { $0.name == text }) else { throw ValueProblem() }
        return found.severity
      }, write: { severity in names.first { $0.severity == severity }?.name ?? "never" })
  }
}
