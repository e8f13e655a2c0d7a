// PrepColumns reads and writes files of columns, Parquet and Arrow: their rows as records. What the fields mean is none
// of its business.

import PrepDiagnostics

/// Why a file of columns is not read: a kind, a sentence, and where in the file.
struct ColumnFault: Error {
  enum Kind {
    /// The bytes are not what the format promises.
    case damaged
    /// The format allows it, and it is not read here.
    case unsupported
    /// It claims more than is taken from any file.
    case tooLarge
  }

  var kind: Kind
  var message: String
  /// The row group or record batch, counted from 1.
  var group: Int?
  /// The names from the root to the column.
  var column: [String] = []

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  static func damaged(_ message: String) -> ColumnFault { ColumnFault(.damaged, message) }
  static func unsupported(_ message: String) -> ColumnFault { ColumnFault(.unsupported, message) }
  static func tooLarge(_ message: String) -> ColumnFault { ColumnFault(.tooLarge, message) }

  /// The same in a column.
  func inColumn(_ path: [String]) -> ColumnFault {
    var fault = self
    if fault.column.isEmpty { fault.column = path }
    return fault
  }

  /// The same in a row group or record batch.
  func inGroup(_ number: Int) -> ColumnFault {
    var fault = self
    if fault.group == nil { fault.group = number }
    return fault
  }

  /// The finding about a file.
  ///
  /// - Parameters:
  ///   - row: The row at which reading stopped, counted from 1; 0 for the file as a whole.
  ///   - unit: What a group is called: row group or record batch.
  func finding(file: String, row: Int, unit: String) -> Diagnostic {
    let code: Diagnostic.Code =
      switch kind {
      case .damaged: "damaged-container"
      case .unsupported: "unsupported-container"
      case .tooLarge: "container-too-large"
      }
    var place: [String] = []
    if let group { place.append("\(unit) \(group)") }
    if !column.isEmpty { place.append("column \(column.joined(separator: "."))") }
    let text = place.isEmpty ? message : place.joined(separator: ", ") + ": " + message
    let pointer = column.isEmpty ? nil : "/" + column.map(Self.escaped).joined(separator: "/")
    return Diagnostic(code, text, at: SourceLocation(file: file, line: row, pointer: pointer))
  }

  /// A name as a part of a pointer (RFC 6901).
  private static func escaped(_ name: String) -> String {
    String(name.flatMap { $0 == "~" ? Array("~0") : $0 == "/" ? Array("~1") : [$0] })
  }
}

/// What is taken from any file of columns; whatever claims more is refused by name.
enum ColumnLimits {
  /// Bytes of a footer or schema.
  static let metadata = 256 << 20
  /// Bytes of a page, decompressed.
  static let page = 512 << 20
  /// Bytes of a buffer of Arrow, decompressed.
  static let buffer = 2 << 30
  /// How deep columns nest: levels fit a byte, and the recursion the stack.
  static let depth = 100
  /// How many columns a file has.
  static let columns = 1 << 16
  /// How many rows a file may have whose bytes are fewer: then rows cost a reader time and a file nothing.
  static let cheapRows = 1 << 24
  /// How many values a file may have beyond those that its bytes allow.
  static let cheapValues = 1 << 26
}
