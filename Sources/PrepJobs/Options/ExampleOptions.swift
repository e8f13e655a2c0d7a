import PrepExamples
import PrepShapes

/// What the examples of an input are.
public struct ExampleOptions: Sendable {
  /// The shape of every record; nil takes what the first record tells.
  public var shape: ExampleShape?
  /// What fields are called in the records.
  public var mapping = FieldMapping()
  /// Parts of an example that may be left out: keys of records, or our names of fields.
  public var omitted: [String] = []
  /// Whether every input is plain text; else those that are named so.
  public var isText = false
  /// Whether every line of plain text is an example; else every file is one.
  public var isLines = false
  /// Whether plain text that is not UTF-8 is taken as it is.
  public var acceptsBytes = false

  /// The defaults.
  public init() {}
}
