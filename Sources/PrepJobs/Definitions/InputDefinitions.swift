import PrepConverting
import PrepExamples
import PrepImporting
import PrepOptions
import PrepShapes

extension InputOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<InputOptions>] {
    [
      .value("max-line", "SIZE", \.longestLine, .quantity(in: 1...), "The longest line taken, in bytes"),
      .value("part", "i/N", \.part, .part, "Do part i (from 0) of N of the job; the inputs are files"),
    ]
  }
}

extension OptionSyntax where Value == InputPart {
  /// A part of a job.
  package static var part: OptionSyntax {
    .reading("i/N, where i is from 0 to below N", { InputPart($0) }, write: { "\($0.index)/\($0.count)" })
  }
}

extension ImportOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ImportOptions>] {
    [
      .value("from", "FORMAT", \.container, containers, "What the input is; auto looks at it"),
      .value(
        "delimiter", "CHARACTER", \.delimiter, delimiterSyntax,
        "The byte between the fields of a table: one character, or 'tab'"),
      .flag(
        "no-header", \.hasNoHeader,
        "The first row of a table is data; its columns are called column1, column2 and so on"),
      .value(
        "ragged", "error|pad", \.ragged, .choice,
        "What becomes of table rows with too few fields: bad data, or filled up with empty ones"),
      .value("sheet", "NAME", \.sheet, .name("the name of a sheet"), "The sheet of a workbook").defaulting(
        to: "the first"),
      .value(
        "encoding", "NAME", \.encoding, .name("a character set"), "The character set of the input, or auto to guess it"
      )
      .defaulting(to: "UTF-8, or what a byte order mark says"),
      .value(
        "bad-bytes", "error|replace", \.badBytes, .choice,
        "What becomes of bytes that mean nothing in the character set: the end of the run, or U+FFFD"),
      .value(
        "records", "POINTER", \.pointer,
        .reading("a JSON pointer, such as /dataset", { JSONPointer($0) }, write: { $0.text }),
        "Where the records are inside of a JSON file, as a JSON pointer: /dataset, /data/train"
      ).defaulting(to: "the whole file is records"),
      .value(
        "path-field", "NAME", \.pathField, .name("the name of a field"),
        "Give each record a field with the path of its file"),
      .flag(
        "keep-nulls", \.keepsNulls,
        "Keep members that are null in files of columns, which have every member of a column in every row"),
      .value(
        "token-column", "N", \.tokenColumn, .quantity(in: 1...64),
        "The column of the words, from 1, where a line is a word with its tags"
      ).defaulting(to: "the first, or the second where the first numbers the words"),
      .value(
        "tag-column", "N", \.tagColumn, .quantity(in: 1...64),
        "The column of the tags, from 1, where a line is a word with its tags"
      ).defaulting(to: "what the lines tell"),
      .value(
        "text-unit", "UNIT", \.textUnit, .choice,
        "What an example is in plain text: a line, a paragraph, or the whole file"),
    ]
  }

  /// The options of commands for plain text, where `--records` says that inputs are records.
  package static var textDefinitions: [OptionDefinition<ImportOptions>] {
    definitions.filter { $0.name != "records" && $0.name != "path-field" }
  }

  private static var containers: OptionSyntax<Container?> {
    let names: [(name: String, container: Container?)] = [
      ("auto", nil), ("jsonl", .jsonLines), ("json", .jsonArray), ("json-values", .jsonValues),
      ("csv", .delimited(.comma)),
      ("tsv", .delimited(.tab)), ("conll", .tagged(nil)), ("conllu", .tagged(.universal)), ("xlsx", .xlsx),
      ("parquet", .parquet), ("arrow", .arrow), ("text", .text),
    ]
    return OptionSyntax(
      wanted: "", allowedValues: { names.map(\.name) },
      read: { (text) throws(ValueProblem) in
        guard let found = names.first(where: { $0.name == text }) else { throw ValueProblem() }
        return found.container
      }, write: { container in names.first { $0.container == container }?.name ?? "auto" })
  }

  private static var delimiterSyntax: OptionSyntax<UInt8> {
    .reading(
      "one character of ASCII, or 'tab'",
      { text in
        if text == "tab" || text == "\\t" { return 0x09 }
        return text.utf8.count == 1 ? text.utf8.first.flatMap { $0 < 0x80 ? $0 : nil } : nil
      }, write: { $0 == 0x09 ? "tab" : String(UnicodeScalar($0)) })
  }
}

extension TextOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<TextOptions>] {
    [
      .flag("records", \.isRecords, "Every input holds records").defaulting(
        to: "files named .jsonl, .json, .csv, .tsv, .xlsx, .parquet or .arrow, compressed or not"),
      .flag("text", \.isText, "Every input is plain text"),
      .flag("lines", \.isLines, "Every line of plain text is a document").defaulting(to: "every file is one"),
      .repeated(
        "field", "NAME", \.fields, .name("the name of a field"),
        "The field of a record that holds the text; several are documents of their own"
      ).defaulting(to: "all texts of the example"),
      .setShape(\.shape),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .flag("bytes", \.acceptsBytes, "Take text that is not UTF-8 as it is"),
    ]
  }
}

extension ExampleOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ExampleOptions>] {
    [
      .value("shape", "SHAPE", \.shape, .choice, "The shape of the examples").defaulting(
        to: "what the first record tells"),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .omitted(\.omitted),
      .flag("text", \.isText, "Every input is plain text").defaulting(to: "files named .txt, .txt.gz or .txt.zst"),
      .flag("lines", \.isLines, "Every line of plain text is an example").defaulting(to: "every file is one"),
      .flag("bytes", \.acceptsBytes, "Take text that is not UTF-8 as it is"),
    ]
  }
}

extension InvalidOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<InvalidOptions>] {
    [
      .value("on-invalid", "stop|skip", \.policy, .choice, "What a bad record does: end the run, or be left out"),
      .value(
        "rejects", "FILE", \.rejects, .recordOutput(lineField: InvalidOptions.lineField),
        "Write the bytes of every rejected record to a file, as they were read"),
      .value(
        "max-invalid", "N|P%", \.limit, .invalidLimit,
        "With --on-invalid skip: the most bad records accepted, a number or a percentage"),
    ]
  }
}

extension OptionSyntax where Value == InvalidLimit {
  /// A number, or a percentage.
  static var invalidLimit: OptionSyntax {
    .reading(
      "a number, or a percentage from 0% to 100%",
      { text in
        guard text.hasSuffix("%") else { return NumberText.quantity(text).map { .count($0) } }
        return Double(text.dropLast()).flatMap { (0...100).contains($0) ? .percent($0) : nil }
      },
      write: { limit in
        switch limit {
        case .count(let count): NumberText.text(count)
        case .percent(let percent): "\(NumberText.text(percent))%"
        }
      })
  }
}

extension OptionSyntax where Value == JobOutput {
  /// A file that is written; `-` is standard output.
  package static var output: OptionSyntax { output { JobOutput(path: $0) } }

  /// A file with records, in the form that its name has.
  ///
  /// - Parameter lineField: In Parquet, the column for lines that are no records; nil refuses them.
  package static func recordOutput(lineField: String? = nil) -> OptionSyntax {
    output { JobOutput.records(path: $0, lineField: lineField) }
  }

  private static func output(_ make: @escaping @Sendable (String) -> JobOutput) -> OptionSyntax {
    .reading("the name of a file", { $0.isEmpty ? nil : make($0) }, write: { $0.path ?? "-" }).completed(by: .file)
  }
}

extension OptionDefinition {
  /// `--shape`, for all shapes that there are.
  static func setShape(_ path: WritableKeyPath<Options, RecordShape?>) -> OptionDefinition {
    .value("shape", "SHAPE", path, .recordShape, "The shape of the records").defaulting(
      to: "what the first of them tell")
  }

  /// `--map`.
  static func fieldMapping(_ path: WritableKeyPath<Options, FieldMapping>) -> OptionDefinition {
    .mapping(
      "map", FieldMappingSyntax.valueName, path.appending(path: \.given), read: FieldMappingSyntax.read,
      write: FieldMappingSyntax.write, FieldMappingSyntax.help)
  }

  /// `--names`.
  static func knownNames(_ path: WritableKeyPath<Options, FieldMapping>) -> OptionDefinition {
    .value(
      "names", "usual|exact", path.appending(path: \.known), .choice,
      "The names a field is looked for under besides: those that others usually give it too, or ours exactly")
  }
}

extension OptionDefinition {
  /// `--omit`.
  static func omitted(_ path: WritableKeyPath<Options, [String]>) -> OptionDefinition {
    .list(
      "omit", "FIELD,...", path, .name("the name of a field"),
      "Parts of an example that may be left out, such as rejected, system or images")
  }
}

extension OptionSyntax where Value == RecordShape {
  /// A shape by its name, or by another that it has had.
  static var recordShape: OptionSyntax {
    OptionSyntax(
      wanted: "", allowedValues: { RecordShape.allCases.map(\.rawValue) },
      read: { (name) throws(ValueProblem) in
        guard let shape = RecordShape(named: name) else { throw ValueProblem() }
        return shape
      }, write: { $0.rawValue })
  }
}

/// How `--map` is written.
private enum FieldMappingSyntax {
  static let valueName = "OURS=THEIRS,..."
  static let help = "What fields are called in the records: prompt=question,completion=answer"

  static func read(_ pairs: [OptionPair]) throws(ValueProblem) -> FieldMapping {
    let text = pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    do throws(FieldMappingError) { return try FieldMapping(parsing: text) } catch { throw ValueProblem(error.message) }
  }

  static func write(_ mapping: FieldMapping) -> [OptionPair] {
    FieldMapping.Field.allCases.compactMap { field in mapping.names[field].map { OptionPair(field.name, $0) } }
  }
}
