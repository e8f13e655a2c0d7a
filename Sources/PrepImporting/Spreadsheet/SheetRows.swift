import PrepBytes

/// The rows of a worksheet as texts.
enum SheetRows {
  /// The most columns a sheet may have (Excel's own bound).
  static let largestColumnCount = 16_384

  /// A row that has a cell.
  struct Row: Sendable {
    /// Its number, from 1.
    let number: Int
    /// The texts of its cells, empty ones filled in.
    let cells: [String]
    /// The first column with a formula whose value the file does not have: nobody has computed it yet.
    let openFormula: Int?
  }

  /// Reads a sheet and calls the closure with each row that has a cell.
  ///
  /// - Parameters:
  ///   - maximum: The most bytes a row may have.
  ///   - body: Returns false to stop.
  static func read(
    _ source: any ByteSource, of workbook: Workbook, maximum: Int, body: @escaping (Row) -> Bool
  ) throws {
    var rowNumber = 0
    var cells: [String] = []
    var column = 0
    var type = "n"
    var style = 0
    var value = ""
    var takesText = false
    var hasValue = false
    var hasFormula = false
    var openFormula: Int?
    var size = 0
    var isTooLong = false
    var damage: String?
    try XMLElements.read(
      source, longest: maximum,
      begin: { element, attributes in
        switch element {
        case "row":
          rowNumber = attributes["r"].flatMap { Int($0) } ?? rowNumber + 1
          (cells, openFormula) = ([], nil)
          size = 0
          column = -1
        case "c":
          column = attributes["r"].flatMap(columnIndex) ?? column + 1
          type = attributes["t"] ?? "n"
          style = attributes["s"].flatMap { Int($0) } ?? 0
          value = ""
          (hasValue, hasFormula) = (false, false)
        case "v", "t":
          takesText = true
          hasValue = true
        case "f": (takesText, hasFormula) = (false, true)
        case "rPh": takesText = false
        default: break
        }
        return true
      },
      text: { if takesText { value += $0 } },
      end: { element in
        switch element {
        case "v", "t": takesText = false
        case "c"
        where hasFormula && value.isEmpty && type != "str" && column >= 0
          && column < largestColumnCount:
          while cells.count <= column { cells.append("") }
          openFormula = openFormula ?? column
        case "c" where hasValue && column >= 0 && column < largestColumnCount:
          while cells.count <= column { cells.append("") }
          guard let text = text(value, type: type, style: style, of: workbook) else {
            damage =
              "the cell \(letters(ofColumn: column))\(rowNumber) has the shared text \(value), and the workbook has \(workbook.sharedStrings.count) of them"
            return false
          }
          cells[column] = text
          size += cells[column].utf8.count
          isTooLong = size > maximum
          return !isTooLong
        case "row" where !cells.isEmpty:
          return body(Row(number: rowNumber, cells: cells, openFormula: openFormula))
        default: break
        }
        return true
      })
    if let damage { throw IOFailure(.damaged, damage, path: source.name) }
    if isTooLong {
      throw IOFailure(
        .damaged, "row \(rowNumber) is longer than \(maximum) bytes; --max-line raises the bound", path: source.name)
    }
  }

  /// The text of a cell; nil when it shares a text that there is not.
  private static func text(_ value: String, type: String, style: Int, of workbook: Workbook) -> String? {
    switch type {
    case "s" where value.isEmpty: ""
    case "s": Int(value).flatMap { workbook.sharedStrings.indices.contains($0) ? workbook.sharedStrings[$0] : nil }
    case "inlineStr", "str": unescaped(value)
    case "b": value == "1" ? "true" : "false"
    case "d", "e": value
    default: number(value, workbook.styleKinds.indices.contains(style) ? workbook.styleKinds[style] : .number, workbook)
    }
  }

  /// A whole number with the digits the file has, another number in its shortest form; or the date or duration it
  /// stands for.
  ///
  /// Identifiers are often whole numbers of more digits than a `Double` holds.
  private static func number(_ value: String, _ kind: SpreadsheetDates.Kind, _ workbook: Workbook) -> String {
    guard let number = Double(value) else { return value }
    if let date = SpreadsheetDates.text(serial: number, as: kind, from1904: workbook.usesDatesFrom1904) { return date }
    if let whole = Int(value) { return "\(whole)" }
    if value.utf8.drop(while: { $0 == UInt8(ascii: "-") }).allSatisfy({
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }) {
      return value
    }
    return number == number.rounded() && abs(number) <= 0x1p53 ? "\(Int(number))" : "\(number)"
  }

  /// `C5` is column 2; nil when there is no column.
  static func columnIndex(_ reference: String) -> Int? {
    var index = 0
    for byte in reference.utf8 {
      let letter = byte & 0xDF
      guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") else { break }
      index = index * 26 + Int(letter - UInt8(ascii: "A")) + 1
      if index > largestColumnCount { return nil }
    }
    return index == 0 ? nil : index - 1
  }

  /// `C` is column 2.
  static func letters(ofColumn index: Int) -> String {
    let last = String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26))))
    return index < 26 ? last : letters(ofColumn: index / 26 - 1) + last
  }

  /// Replaces `_x000D_` and its like by the characters they stand for (ECMA-376 part 1, 22.9.2.19).
  static func unescaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count >= 7, bytes.contains(UInt8(ascii: "_")) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "_"), index + 6 < bytes.count, bytes[index + 1] | 0x20 == UInt8(ascii: "x"),
        bytes[index + 6] == UInt8(ascii: "_"),
        let code = UInt32(String(decoding: bytes[index + 2...index + 5], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      {
        result.append(contentsOf: Character(scalar).utf8)
        index += 7
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
