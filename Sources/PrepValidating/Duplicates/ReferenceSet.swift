import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Other data, such as a validation set, in which examples must not stand too.
package final class ReferenceSet: Sendable {
  /// Whole records: by what is written, and by what they say where they have no prompt.
  let rows: Set<ContentHash>
  let prompts: Set<ContentHash>
  /// Its records as items of an evaluation.
  let items: EvaluationIndex

  /// Reads records; lines that are none are left out.
  package init(_ next: () throws -> RecordBatch?) throws {
    var rows = Set<ContentHash>()
    var prompts = Set<ContentHash>()
    var items: [EvaluationItem] = []
    while let batch = try next() {
      batch.withIndex { bytes, nodes in
        guard let base = bytes.baseAddress else { return }
        for index in batch.indices {
          let facts = batch.facts(index)
          guard facts.kind == .record else { continue }
          let root = BorrowedJSON(bytes: base, nodes: nodes, node: facts.detail)
          let example = ExampleView(root, names: .usual)
          let text = UnsafeBufferPointer(start: base + facts.start, count: facts.length)
          example.read(root, line: facts.line, text: text)
          let keys = RecordKeys(example, RecordPlace(file: 0, line: facts.line, offset: 0), text: text)
          rows.insert(keys.normalised)
          if let prompt = keys.prompt { prompts.insert(prompt) }
          if let content = keys.content { rows.insert(content) }
          if case .record(let record) = batch[index], let item = EvaluationItem(record) { items.append(item) }
        }
      }
    }
    self.rows = rows
    self.prompts = prompts
    self.items = EvaluationIndex(items)
  }
}

extension ReferenceRule {
  package static var needs: RuleNeeds { .reference }
}

/// A check of one record against other data.
protocol ReferenceRule: Rule {
  static func check(
    _ example: ExampleView, _ keys: RecordKeys, _ reference: ReferenceSet, _ report: Reporter)
}
