import ArgumentParser
import PrepImporting
import PrepJobs

/// How inputs that are not JSON Lines are read.
struct ImportOptions: ParsableArguments {
  /// A container by name.
  enum Form: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, jsonl, json
    case jsonValues = "json-values"
    case csv, tsv, xlsx, text

    var container: Container? {
      switch self {
      case .auto: nil
      case .jsonl: .jsonLines
      case .json: .jsonArray
      case .jsonValues: .jsonValues
      case .csv: .delimited(.comma)
      case .tsv: .delimited(.tab)
      case .xlsx: .xlsx
      case .text: .text
      }
    }
  }

  @Option(help: "What the input is; auto looks at it.")
  var from: Form = .auto

  @Option(help: ArgumentHelp("The byte between the fields of a table: one character, or 'tab'.", valueName: "CHARACTER"))
  var delimiter: String?

  @Flag(help: "The first row of a table is data; its columns are called column1, column2 and so on.")
  var noHeader = false

  @Option(help: "What becomes of table rows with too few fields: bad data, or filled up with empty ones.")
  var ragged: RaggedRowPolicy = .error

  @Option(help: ArgumentHelp("The sheet of a workbook (default: the first).", valueName: "NAME"))
  var sheet: String?

  @Option(help: "What an example is in plain text: a line, a paragraph, or the whole file.")
  var textUnit: TextUnit = .line

  init() {}

  func validate() throws {
    if let delimiter, delimiterByte == nil {
      throw ValidationError("--delimiter takes one character of ASCII, or 'tab', not '\(delimiter)'")
    }
  }

  private var delimiterByte: UInt8? {
    guard let delimiter else { return nil }
    if delimiter == "tab" || delimiter == "\\t" { return 0x09 }
    let bytes = Array(delimiter.utf8)
    return bytes.count == 1 && bytes[0] < 0x80 ? bytes[0] : nil
  }

  /// The options as jobs take them.
  var values: PrepJobs.ImportOptions {
    var values = PrepJobs.ImportOptions()
    values.container = from.container
    values.delimiter = delimiterByte
    values.hasNoHeader = noHeader
    values.ragged = ragged
    values.sheet = sheet
    values.textUnit = textUnit
    return values
  }
}

extension RaggedRowPolicy: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {}
