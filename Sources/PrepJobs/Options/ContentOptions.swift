import PrepContents
import PrepExamples
import PrepShapes

/// What makes two records the same.
package struct ContentOptions: Sendable {
  /// What of a record is compared.
  package var scope: ContentScope = .record
  /// Where some are named, these fields are compared and nothing else.
  package var fields: [FieldPath] = []
  /// The shape of the examples; nil is what each record tells.
  package var shape: ExampleShape?
  /// What fields are called in the records.
  package var mapping = FieldMapping()
  /// Parts of an example that are not compared.
  package var omitted: [String] = []
  /// How many bytes are held before temporary files are used.
  package var memory = 64 << 20

  /// The defaults.
  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense.
  package func check() throws(JobFailure) {
    if memory < 1 << 16 { throw JobFailure("out-of-range", "--memory takes at least 64Ki") }
  }

  /// Whether fields are looked for by their names.
  var readsFields: Bool { fields.isEmpty && scope != .line && scope != .record }

  /// The reader these options describe.
  var reader: ContentKeyReader {
    var reader = ContentKeyReader()
    reader.scope = scope
    reader.fields = fields
    reader.shape = shape
    reader.names = FieldNames(mapping)
    reader.omitted = OmittedFields(omitted)
    return reader
  }
}
