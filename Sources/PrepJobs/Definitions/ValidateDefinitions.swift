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
          "mask", "WHICH", \.mask, .choice, "With --template: what to train on, as in prep tokenize"),
        .trainedParts(\.trainedParts, "With --template: turn segments to train on, as in prep tokenize"),
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
      .omitted(\.omitted),
      .list(
        "target", "NAME,...", \.targets,
        .name("the name of a target, or a profile file").completed(by: .wordsOrFile(RuleReference.targetNames)),
        "Check against these targets: names, or your own .json profiles (see --targets)"
      ).common(),
      TokenizerOptions.tokenizer("Count tokens with this tokenizer, and run the rules about tokens").at(\.tokenizer)
        .common(),
      TokenizerOptions.pattern.at(\.tokenizer),
      .value("max-tokens", "N", \.maxTokens, .quantity(), "Maximum tokens per example")
        .defaulting(to: "each target's limit"),
      .value("epochs", "N", \.epochs, .quantity(in: 1...1_000_000), "Epochs to calculate the price for")
        .defaulting(to: "each target's own choice"),
      .list("select", "RULE,...", \.selected, rule, "Run only these rules: codes, IDs, families, default, all"),
      .list("ignore", "RULE,...", \.ignored, rule, "Skip these rules"),
      .value("format", "FORMAT", \.format, .choice, "Output format").common(),
      .value(
        "fail-on", "LEVEL", \.threshold, .threshold,
        "Exit with 1 if there are findings of this severity or higher"),
      .value(
        "max-findings", "N", \.maxFindings, .quantity(in: 1...),
        "Write at most N findings per kind, with --each or another format per rule; all are counted"
      ).defaulting(to: "5 per kind, else all"),
      .flag("errors-only", \.writesErrorsOnly, "Write only errors; warnings and remarks are still counted"),
      .flag("each", \.writesEach, "Write every finding, in order, instead of the first few of each kind"),
      .value("memory", "SIZE", \.memory, .quantity(), "Maximum memory for finding duplicates"),
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
      .value("price", "FILE", \.prices, .file, "File with token prices, for the summary"),
      .repeated(
        "against", "FILE", \.references, .file,
        "Report examples that also appear in this file, such as a validation set"),
      .value(
        "baseline", "FILE", \.baseline, .file, "Hide the findings of an earlier run, written with --format json"),
      .flag(
        "pass", \.passes,
        "Write records without findings at or above --fail-on to stdout, and findings to stderr"
      ),
      .value("rejects", "FILE", \.rejects, .file, "With --pass: write the other lines to FILE, unchanged"),
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
