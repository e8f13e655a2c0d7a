import PrepBytes

/// An Office Open XML workbook: its sheets, and what its cells refer to.
struct Workbook {
  /// How much the shared strings of a workbook may take when unpacked.
  static let largestSharedStrings = 256 << 20

  private let archive: ZIPArchive
  private let path: String
  private(set) var sheets: [(name: String, file: String, isHidden: Bool)] = []
  private(set) var usesDatesFrom1904 = false
  private(set) var sharedStrings: [String] = []
  /// For each cell style what it shows a number as.
  private(set) var styleKinds: [SpreadsheetDates.Kind] = []

  /// Whether an archive is a workbook.
  static func isWorkbook(_ archive: ZIPArchive) -> Bool { archive.names.contains("xl/workbook.xml") }

  /// - Throws: ``IOFailure`` with code `damaged`.
  init(_ archive: ZIPArchive, path: String) throws {
    self.archive = archive
    self.path = path
    guard let source = try archive.open("xl/workbook.xml") else {
      throw IOFailure(.damaged, "is a ZIP archive but no workbook", path: path)
    }
    var identifiers: [(name: String, id: String, isHidden: Bool)] = []
    var from1904 = false
    try XMLElements.read(
      source,
      begin: { element, attributes in
        if element == "sheet", let name = attributes["name"] {
          let id = attributes.first { $0.key == "r:id" || $0.key.hasSuffix(":id") }?.value
          identifiers.append((name, id ?? "", attributes["state"].map { $0 != "visible" } ?? false))
        } else if element == "workbookPr" {
          from1904 = attributes["date1904"] == "1" || attributes["date1904"] == "true"
        }
        return true
      })
    usesDatesFrom1904 = from1904
    var targets: [String: String] = [:]
    if let relations = try archive.open("xl/_rels/workbook.xml.rels") {
      try XMLElements.read(
        relations,
        begin: { element, attributes in
          if element == "Relationship", let id = attributes["Id"], let target = attributes["Target"] {
            targets[id] = target
          }
          return true
        })
    }
    for (index, sheet) in identifiers.enumerated() {
      let target = targets[sheet.id] ?? "worksheets/sheet\(index + 1).xml"
      let file = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
      sheets.append((sheet.name, file, sheet.isHidden))
    }
    try readStyles()
    try readSharedStrings()
  }

  /// The sheet that is read where none is named: the first that people see.
  private var shown: (name: String, file: String, isHidden: Bool)? { sheets.first { !$0.isHidden } ?? sheets.first }

  /// What there is to say where a workbook has more sheets than the one that is read without being named; nil where it
  /// has not.
  var otherSheets: String? {
    guard let shown, sheets.count > 1 else { return nil }
    let others = sheets.filter { $0.name != shown.name }.map { "\"\($0.name)\"" + ($0.isHidden ? " (hidden)" : "") }
    return "its sheet \"\(shown.name)\" is read; --sheet reads another: " + others.joined(separator: ", ")
  }

  /// The XML of a sheet.
  ///
  /// - Parameter name: The sheet's name; nil takes the first that is not hidden.
  func open(sheet name: String?) throws -> any ByteSource {
    guard let sheet = name == nil ? shown : sheets.first(where: { $0.name == name }) else {
      let known = sheets.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw IOFailure(.damaged, "has no sheet \"\(name ?? "")\"; its sheets are \(known)", path: path)
    }
    guard let source = try archive.open(sheet.file) else {
      throw IOFailure(.damaged, "the sheet \"\(sheet.name)\" is missing from the archive", path: path)
    }
    return source
  }

  private mutating func readStyles() throws {
    guard let source = try archive.open("xl/styles.xml") else { return }
    var formats: [Int: SpreadsheetDates.Kind] = [:]
    var styles: [SpreadsheetDates.Kind] = []
    var inCellFormats = false
    try XMLElements.read(
      source,
      begin: { element, attributes in
        switch element {
        case "numFmt":
          if let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] {
            formats[id] = SpreadsheetDates.kind(code: code)
          }
        case "cellXfs": inCellFormats = true
        case "xf" where inCellFormats:
          let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
          styles.append(formats[id] ?? SpreadsheetDates.kind(builtIn: id))
        default: break
        }
        return true
      },
      end: { element in
        if element == "cellXfs" { inCellFormats = false }
        return true
      })
    styleKinds = styles
  }

  private mutating func readSharedStrings() throws {
    guard let source = try archive.open("xl/sharedStrings.xml") else { return }
    var strings: [String] = []
    var current = ""
    var takesText = false
    var inPhonetic = false
    var size = 0
    try XMLElements.read(
      source,
      begin: { element, _ in
        if element == "si" { current = "" }
        if element == "rPh" { inPhonetic = true }
        takesText = element == "t" && !inPhonetic
        return size <= Self.largestSharedStrings
      },
      text: {
        if takesText {
          current += $0
          size += $0.utf8.count
        }
      },
      end: { element in
        if element == "t" { takesText = false }
        if element == "rPh" { inPhonetic = false }
        if element == "si" {
          strings.append(SheetRows.unescaped(current))
          size += MemoryLayout<String>.size
        }
        return size <= Self.largestSharedStrings
      })
    if size > Self.largestSharedStrings {
      throw IOFailure(
        .damaged, "its texts take more than \(Self.largestSharedStrings >> 20) MiB unpacked; save the sheet as CSV",
        path: path)
    }
    sharedStrings = strings
  }
}
