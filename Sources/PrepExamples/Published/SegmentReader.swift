import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads texts in segments that say whether they are learnt, as axolotl's `input_output` has them: each stretch that is
/// learnt becomes the completion to all that stands before it, so that the same text is learnt after the same text.
struct SegmentReader {
  private let source: SourceRecord

  init(_ source: SourceRecord) { self.source = source }

  func examples() throws(Diagnostic) -> [Example] {
    guard let view = source.member(.segments) else { throw source.missing(.segments) }
    var examples: [Example] = []
    var before: [UInt8] = []
    var learnt: [UInt8] = []
    func close() {
      if learnt.isEmpty { return }
      examples.append(.promptCompletion(prompt: .text(before), completion: .text(learnt)))
      before += learnt
      learnt = []
    }
    for segment in try source.elements(view) {
      guard let text = segment["text"] else { throw source.missing("text", in: segment) }
      guard let label = segment["label"] else { throw source.missing("label", in: segment) }
      guard let isLearnt = Verdict(label)?.isLiked else { throw source.wrong(label, "true or false") }
      let words = try source.text(text)
      if isLearnt {
        learnt += words
      } else {
        close()
        before += words
      }
    }
    let hasRest = learnt.isEmpty
    close()
    guard !examples.isEmpty else { throw source.impossible("no segment is trained", at: view) }
    if hasRest { source.losses.insert("text after the last trained segment") }
    return examples
  }
}
