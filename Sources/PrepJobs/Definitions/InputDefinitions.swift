import PrepConverting
import PrepExamples
import PrepImporting
import PrepOptions
import PrepShapes

extension InputOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<InputOptions>] {
    [
      .value("max-line", "SIZE", \.longestLine, .quantity(in: 1...), "Reject longer lines"),
      .value(
        "part", "i/N", \.part, .part,
        "Process part i (from 0) of N; inputs must be files; prep merge combines MDS datasets"),
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
      .value("from", "FORMAT", \.container, containers, "File format; auto detects it"),
      .value(
        "delimiter", "CHARACTER", \.delimiter, delimiterSyntax,
        "Field delimiter of tables: one character, or 'tab'"),
      .flag(
        "no-header", \.hasNoHeader,
        "Treat the first table row as data; columns are named column1, column2 and so on"),
      .value(
        "ragged", "error|pad", \.ragged, .choice,
        "Table rows with too few fields: an invalid record, or padded with empty fields"),
      .value("sheet", "NAME", \.sheet, .name("the name of a sheet"), "Sheet of a workbook to read").defaulting(
        to: "the first"),
      .value(
        "encoding", "NAME", \.encoding,
        .name("a text encoding").completed(by: .words(["auto"] + EncodingNames.usual)),
        "Text encoding of the input, or auto to detect it"
      )
      .defaulting(to: "UTF-8, or what a byte order mark says"),
      .value(
        "bad-bytes", "error|replace", \.badBytes, .choice,
        "Bytes that are invalid in the text encoding: stop, or replace with U+FFFD"),
      .value(
        "records", "POINTER", \.pointer,
        .reading("a JSON pointer, such as /dataset", { JSONPointer($0) }, write: { $0.text }),
        "JSON pointer to the records inside a JSON file: /dataset, /data/train"
      ).defaulting(to: "the whole file"),
      .value(
        "path-field", "NAME", \.pathField, .name("the name of a field"),
        "Add a field with the path of its file to each record"),
      .flag(
        "keep-nulls", \.keepsNulls,
        "Keep null members of Parquet and Arrow rows"),
      .value(
        "token-column", "N", \.tokenColumn, .quantity(in: 1...64),
        "One word and its tags per line: column of the words, counted from 1"
      ).defaulting(to: "the first, or the second if the first numbers the words"),
      .value(
        "tag-column", "N", \.tagColumn, .quantity(in: 1...64),
        "One word and its tags per line: column of the tags, counted from 1"
      ).defaulting(to: "detected"),
      .value(
        "text-unit", "UNIT", \.textUnit, .choice,
        "Plain text: one record per line, paragraph or file"
      ).defaulting(to: "line"),
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
      .value(
        "records", "POINTER", \.records,
        .reading("a JSON pointer, such as /dataset", { JSONPointer($0) }, write: { $0.text }),
        "Read all inputs as records, which lie where a JSON pointer says"
      ).implying("").defaulting(
        to: "files named .jsonl, .json, .csv, .tsv, .xlsx, .parquet or .arrow, compressed or not"),
      .flag("text", \.isText, "Read all inputs as plain text"),
      .flag("lines", \.isLines, "Plain text: one document per line").defaulting(to: "one per file"),
      .repeated(
        "field", "NAME", \.fields, .name("the name of a field"),
        "Record field with the text. May be repeated: several fields are separate documents"
      ).defaulting(to: "all texts of the example"),
      .setShape(\.shape),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .flag("bytes", \.acceptsBytes, "Accept invalid UTF-8 unchanged"),
    ]
  }
}

extension ExampleOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ExampleOptions>] {
    [
      .value("shape", "SHAPE", \.shape, .choice, "Shape of the records").defaulting(
        to: "detected from the first record"),
      .fieldMapping(\.mapping),
      .knownNames(\.mapping),
      .omitted(\.omitted),
      .flag("text", \.isText, "Read all inputs as plain text").defaulting(
        to: "files that hold neither JSON nor a table"),
      .flag("lines", \.isLines, "Plain text: one example per line").defaulting(to: "one per file"),
      .flag("bytes", \.acceptsBytes, "Accept invalid UTF-8 unchanged"),
    ]
  }
}

extension InvalidOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<InvalidOptions>] {
    [
      .value("on-invalid", "stop|skip", \.policy, .choice, "How to handle invalid records"),
      .value(
        "rejects", "FILE", \.rejects, .recordOutput(lineField: InvalidOptions.lineField),
        "Write invalid records to FILE, unchanged"),
      .value(
        "max-invalid", "N|P%", \.limit, .invalidLimit,
        "With --on-invalid skip: fail after more invalid records than this"),
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
    .value("shape", "SHAPE", path, .recordShape, "Shape of the records").defaulting(
      to: "detected from the first records")
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
      "Also accept common names for fields, such as question for prompt (usual), or only the standard ones (exact)")
  }
}

extension OptionDefinition {
  /// `--omit`.
  static func omitted(_ path: WritableKeyPath<Options, [String]>) -> OptionDefinition {
    .list(
      "omit", "FIELD,...", path, .name("the name of a field"),
      "Parts of an example that may be dropped, such as rejected, system or images")
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
  static let valueName = "FIELD=KEY,..."
  static let help = "Read a field from another key: prompt=question,completion=answer"

  static func read(_ pairs: [OptionPair]) throws(ValueProblem) -> FieldMapping {
    let text = pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    do throws(FieldMappingError) { return try FieldMapping(parsing: text) } catch { throw ValueProblem(error.message) }
  }

  static func write(_ mapping: FieldMapping) -> [OptionPair] {
    FieldMapping.Field.allCases.compactMap { field in mapping.names[field].map { OptionPair(field.name, $0) } }
  }
}
