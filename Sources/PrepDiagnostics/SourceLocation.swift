/// A place in an input: file, line, column in bytes, byte offset and, inside a record, a JSON pointer.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  /// The name the user gave, or `<stdin>`.
  public var file: String
  /// The line, counted from 1; 0 when the finding is about the file as a whole.
  public var line: Int
  /// The column in bytes, counted from 1; 0 when the finding is about the line as a whole.
  public var column: Int
  /// The offset in bytes from the start of the (decompressed) input, or nil where it is not known.
  public var offset: Int?
  /// An RFC 6901 pointer to the value inside its record, or nil.
  public var pointer: String?

  public init(file: String, line: Int = 0, column: Int = 0, offset: Int? = nil, pointer: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.offset = offset
    self.pointer = pointer
  }

  /// The place of a byte of a text that is held whole.
  package init(file: String, offset: Int, in text: [UInt8]) {
    let before = text.prefix(offset)
    self.init(
      file: file, line: before.count { $0 == 0x0A } + 1,
      column: before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1, offset: offset)
  }

  /// `file:line:column`, without the parts that are 0.
  public var description: String {
    line == 0 ? file : column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }
}
