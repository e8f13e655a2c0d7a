import PrepConverting
import PrepDeduplicating
import PrepDiagnostics
import PrepFixing
import PrepOptions
import PrepShapes
import PrepSplitting

extension DoctorJob.Options {
  /// The options, by their names on the command line and in JSON.
  package static var definitions: [OptionDefinition<DoctorJob.Options>] {
    [.flag("json", \.writesJSON, "Write a JSON object")]
  }
}

extension SniffJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SniffJob.Options>] {
    let groups: [[OptionDefinition<SniffJob.Options>]] = [
      InputOptions.definitions.filter { $0.name != "part" }.at(\.reading),
      [
        .flag("all", \.readsAll, "Read the whole file").defaulting(to: "the first 1,000 records"),
        .flag("json", \.writesJSON, "Write one JSON object per file"),
      ], ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
    ]
    return groups.flatMap { $0 }
  }
}

extension ConvertJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ConvertJob.Options>] {
    let groups: [[OptionDefinition<ConvertJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value(
          "to", "FORM", formSyntax,
          "Output format: a shape, a target, or 'records' for the records unchanged (see --list)",
          set: { options, form in
            options.form = TargetForm(form)
            options.keepsRecords = form == "records"
          }, get: { $0.keepsRecords ? "records" : $0.form?.name }
        ).common(),
        .value(
          "from-shape", "SHAPE", shapeSyntax,
          "Shape of the input records, or 'each' to detect it for each record",
          set: { options, name in
            options.shape = RecordShape(named: name)
            options.takesEachShape = name == "each"
          }, get: { $0.takesEachShape ? "each" : $0.shape?.rawValue }
        ).defaulting(to: "detected from the first records"),
        .fieldMapping(\.mapping),
        .knownNames(\.mapping),
        .mapping(
          "role-map", "ROLE=STANDARD,...", \.roles, read: Self.roles,
          write: { $0.added.map { OptionPair($0.name, $0.role) } },
          "Map role names to standard roles (bot=assistant); human, gpt, model and others are known"),
        .value("system", "TEXT", \.system, .text, "System message for chats that have none"),
        .value("tool-arguments", "FORM", \.toolArguments, .choice, "How to write tool-call arguments")
          .defaulting(to: "unchanged, or as the target requires"),
        .flag("join-turns", \.joinsTurns, "Merge consecutive messages of the same role"),
        .value("paths", "WHICH", \.paths, .choice, "Which branches of a reply tree become examples"),
        .list("keep", "FIELD,...", \.kept, .name("the name of a field"), "Fields to keep unchanged"),
        .omitted(\.omitted),
        .flag("bom", \.writesByteOrderMark, "Start the output with a byte order mark"),
      ], ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }

  /// A shape by its name, or by another that it has had.
  private static var shapeSyntax: OptionSyntax<String> {
    OptionSyntax(
      wanted: "", allowedValues: { RecordShape.allCases.map(\.rawValue) + ["each"] },
      read: { (name) throws(ValueProblem) in
        guard name == "each" || RecordShape(named: name) != nil else { throw ValueProblem() }
        return name
      }, write: { $0 })
  }

  private static var formSyntax: OptionSyntax<String> {
    OptionSyntax(
      wanted: "a form", completion: .words(TargetForm.all.map(\.name) + ["records"]),
      read: { (name) throws(ValueProblem) in
        if name == "records" || TargetForm(name) != nil { return name }
        let nearest = NearestNames.question(name, among: TargetForm.all.map(\.name) + ["records"])
        throw ValueProblem("there is no form '\(OptionFailure.shown(name))'\(nearest); see prep convert --list")
      }, write: { $0 })
  }

  private static func roles(_ pairs: [OptionPair]) throws(ValueProblem) -> RoleNames {
    guard let names = RoleNames(parsing: pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")) else {
      throw ValueProblem()
    }
    return names
  }
}

extension FixJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<FixJob.Options>] {
    let groups: [[OptionDefinition<FixJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .list(
          "apply", "REPAIR,...", repairSyntax,
          "Repairs to apply: names, IDs, or the groups safe, json and all (see --list)",
          set: { $0.repairs = Set($1.flatMap { Repair.named($0) }) },
          get: { options in
            if let group = repairGroups.first(where: { Set(Repair.named($0)) == options.repairs }) { return [group] }
            return Repair.allCases.filter { options.repairs.contains($0) }.map(\.rawValue)
          }
        ).common(),
        .setShape(\.shape),
        .fieldMapping(\.mapping),
        .knownNames(\.mapping),
        .value("tool-arguments", "FORM", \.toolArguments, .choice, "How to write tool-call arguments")
          .defaulting(to: "unchanged, or as the target requires"),
        .flag("diff", \.showsChanges, "Show what would change instead of writing the records"),
        .flag(
          "like-prepare-data", \.likePrepareData,
          "Do what OpenAI's fine_tunes.prepare_data did with every question answered yes"),
      ], ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }

  private static let repairGroups = ["safe", "json", "all"]

  private static var repairSyntax: OptionSyntax<String> {
    OptionSyntax(
      wanted: "a repair", completion: .words(repairGroups + Repair.allCases.map(\.rawValue)),
      read: { (name) throws(ValueProblem) in
        if !Repair.named(name).isEmpty { return name }
        let nearest = NearestNames.question(name, among: repairGroups + Repair.allCases.map(\.rawValue))
        throw ValueProblem("there is no repair called '\(OptionFailure.shown(name))'\(nearest); see prep fix --list")
      }, write: { $0 })
  }
}

extension DedupJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<DedupJob.Options>] {
    let groups: [[OptionDefinition<DedupJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value(
          "near", "RULE", \.near, .nearRule,
          "Also remove near-duplicates: records that contain nothing new (covered), or that share most five-word sequences with another record (similar, similar:0.9)"
        ).implying("covered").common(),
        .value(
          "keep", "WHICH", \.kept, .nearKeeping,
          "Which duplicate to keep: first or last; with --near also longest, max:FIELD or min:FIELD"
        ).defaulting(to: "first; longest with --near"),
        .value(
          "substring", "SIZE", \.substring.length, .quantity(in: SubstringOptions.lengths),
          "Find passages of at least SIZE bytes that appear earlier in this text or in another; mark their records"
        ).implying("\(SubstringOptions.usualLength)"),
        .value(
          "cut", "WHAT", \.substring.cut, .choice,
          "With --substring: instead of marking records, cut out repeated lines, or everything that is repeated"),
        .value(
          "repeats", "FILE", \.substring.repeats, .output,
          "With --substring: write one line per passage, with its first location"),
        .repeated(
          "against", "FILE", \.references, .input,
          "With --near or --substring: also remove what this file contains, such as a validation set. May be repeated"
        ),
        .value(
          "proof", "FILE", \.proof, .output,
          "With --near: write one line per removed record, for prep verify --proof to check"),
        .value(
          "removed", "FILE", \.removed, .recordOutput(), "Write removed records to FILE, unchanged"),
      ], ContentOptions.definitions.at(\.content, section: "Comparison"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension EvaluationFiles {
  /// The options, by their names on the command line and in recipes.
  package static var definitions: [OptionDefinition<EvaluationFiles>] {
    [
      .repeated(
        "against", "FILE", \.paths, .file,
        "File or folder with evaluation items. May be repeated"
      ).required()
    ]
  }
}

extension DecontaminateJob.Options {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<DecontaminateJob.Options>] {
    let groups: [[OptionDefinition<DecontaminateJob.Options>]] = [
      InputOptions.definitions.filter { $0.name != "part" }.at(\.reading),
      [
        .value(
          "action", "WHAT", \.action, .choice,
          "Write the hits (report), the records without those that contain an item (drop), or all records with a field added to those (mark)"
        ).common(),
        .value(
          "variants", "keep|drop", \.variants, .choice,
          "How to handle records that contain an item with other numbers: keep them, or treat them like the others"),
        .value("hits", "FILE", \.hits, .output, "With --action drop or mark: write one line per hit to FILE"),
        .value(
          "removed", "FILE", \.removed, .recordOutput(), "Write removed records to FILE, unchanged"),
        .value(
          "clean-evals", "FILE", \.cleanEvaluations, .recordOutput(),
          "Write the items that no record contains to FILE, unchanged"),
      ],
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }
}

extension SplitJob.Options {
  /// The options before any is given: a tenth is set apart.
  package static var standard: SplitJob.Options {
    guard let plan = try? SplitPlan(parsing: "train=90%,valid=10%") else {
      preconditionFailure("the usual plan is one")
    }
    return SplitJob.Options(plan: plan)
  }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<SplitJob.Options>] {
    let groups: [[OptionDefinition<SplitJob.Options>]] = [
      InputOptions.definitions.at(\.reading),
      [
        .value(
          "parts", "NAME=SHARE,...", \.plan, planSyntax,
          "Splits and the share of each: 90%, 0.9, or a number of records; a split without a share gets the rest. Percentages are approximate without --exact"
        ).common(),
        .value("group", "FIELD", \.group, .field, "Keep records with the same value of a field in one split"),
        .value("stratify", "FIELD", \.stratum, .field, "Give every split its share of each value of a field"),
        .flag(
          "exact", \.isExact,
          "Meet the shares exactly (largest remainder); adding records can then move others to another split"),
        .flag("allow-empty", \.allowsEmpty, "Allow splits without records"),
        .value("seed", "N", \.seed, .digits, "Random seed; another seed splits the same records differently"),
      ], ContentOptions.definitions.at(\.content, section: "Comparison"),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      InvalidOptions.definitions.at(\.invalid, section: "Invalid records"),
    ]
    return groups.flatMap { $0 }
  }

  private static var planSyntax: OptionSyntax<SplitPlan> {
    OptionSyntax(
      wanted: "parts",
      read: { (text) throws(ValueProblem) in
        do throws(SplitPlanError) { return try SplitPlan(parsing: text) } catch { throw ValueProblem(error.message) }
      }, write: { $0.parts.map(Self.text).joined(separator: ",") })
  }

  private static func text(_ part: SplitPlan.Part) -> String {
    switch part.share {
    case .fraction(let share): "\(part.name)=\(NumberText.text(share * 100))%"
    case .count(let count): "\(part.name)=\(count)"
    case .rest: part.name
    }
  }
}

extension OptionSyntax where Value == NearRule {
  /// `covered`, `similar` or `similar:SHARE`.
  package static var nearRule: OptionSyntax {
    .reading("covered, similar, or similar: with a share from 0.5 to 1", { NearRule($0) }, write: { $0.text })
  }
}

extension OptionSyntax where Value == NearKeeping {
  /// `first`, `last`, `longest`, `max:FIELD` or `min:FIELD`.
  package static var nearKeeping: OptionSyntax {
    .reading("first, last, longest, max:FIELD or min:FIELD", { NearKeeping($0) }, write: { $0.text })
  }
}

extension OptionSyntax where Value == JobInput {
  /// A file that is read.
  package static var input: OptionSyntax {
    .reading("the name of a file", { $0.isEmpty ? nil : JobInput(path: $0) }, write: { $0.path }).completed(by: .file)
  }
}
