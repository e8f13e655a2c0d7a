import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTokenizers

/// What the size of a record is counted in.
package enum SizeUnit: String, Sendable, Hashable, CaseIterable {
  /// Every record counts as one.
  case records
  /// The bytes of its line.
  case bytes
  /// The tokens of all its texts.
  case tokens
}

/// Where the tokens of a record are counted from.
package struct SizeOptions: Sendable {
  /// The field that says how many there are; nil has a tokenizer count them.
  package var field: FieldPath?
  /// Counts the tokens.
  package var tokenizer = TokenizerOptions()
  /// What fields are called in the records.
  package var mapping = FieldMapping()

  /// The defaults.
  package init() {}

  /// What counts in a unit.
  ///
  /// - Throws: `TokenizerFailure`.
  func counter(of unit: SizeUnit, _ context: JobContext) throws -> SizeCounter {
    switch unit {
    case .records: return SizeCounter(unit: .records)
    case .bytes: return SizeCounter(unit: .bytes)
    case .tokens:
      if let field { return SizeCounter(unit: .tokens, field: field) }
      return SizeCounter(unit: .tokens, tokenizer: try tokenizer.load(context), names: FieldNames(mapping))
    }
  }
}

/// Counts the sizes of records; workers share it, each with a state of its own.
struct SizeCounter: Sendable {
  /// What a worker needs.
  struct State {
    fileprivate let encoder: Encoder?
    fileprivate var texts: [[UInt8]] = []
  }

  let unit: SizeUnit
  var field: FieldPath?
  var tokenizer: Tokenizer?
  var names = FieldNames.usual

  /// Whether the shape of records is asked for.
  var asksShape: Bool { tokenizer != nil }

  func makeState() -> State { State(encoder: tokenizer?.makeEncoder()) }

  /// The size of a record.
  ///
  /// - Throws: What is wrong with its fields: `missing-field`, `wrong-type`, `unknown-shape`.
  func size(of record: Record, _ state: inout State, _ set: SetShape) throws(Diagnostic) -> Int {
    switch unit {
    case .records: return 1
    case .bytes: return record.byteCount
    case .tokens: break
    }
    if let field {
      let view = try field.value(in: record)
      guard let count = view.int, (0...1 << 40).contains(count) else {
        throw Diagnostic(
          "wrong-type", "field \"\(field.text)\" is not a whole number of tokens", at: record.location(of: view))
      }
      return count
    }
    var options = DocumentOptions(names: names)
    options.set = set
    try RecordTexts(record).collect(options, into: &state.texts)
    guard let encoder = state.encoder else { return 0 }
    var count = 0
    for text in state.texts {
      do { count += try text.withUnsafeBufferPointer { try encoder.count($0, specialTokens: .asText) } } catch {
        throw Diagnostic("not-tokenized", "\(error)", at: record.location())
      }
    }
    return count
  }
}
