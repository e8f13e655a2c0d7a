import PrepDiagnostics
import PrepRecords

/// W04: spans of characters that are to be trained do not fit the text.
enum TrainDetailRule: RecordRule {
  static let about = RuleDescription(
    "W04", "train-detail", .error, "a span of characters to be trained lies outside its text or overlaps another",
    reason: "What is trained is then not what was marked, or the trainer stops.",
    remedy: "Count offsets in characters of the content, from 0, the end included.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"abc","train_detail":[{"begin_offset":0,"end_offset":9,"train":true}]}]}"#,
      at: "1:96 /messages/1/train_detail/0",
      good:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"abc","train_detail":[{"begin_offset":0,"end_offset":2,"train":true}]}]}"#
    ))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      guard let detail = turn.trainDetail, detail.isArray, let content = turn.content, content.isString else {
        continue
      }
      let length = Bytes.unescaped(content.text).unicodeScalars.count
      var spans: [(begin: Int, end: Int, value: BorrowedJSON)] = []
      detail.forEachElement { span in
        guard let begin = span.member("begin_offset")?.int, let end = span.member("end_offset")?.int else {
          return report.report(at: span) { "the span has no begin_offset and end_offset" }
        }
        if begin < 0 || end < begin || end >= length {
          report.report(at: span) {
            "the span \(begin) to \(end) does not lie in the \(Counted(length, "character")) of the content"
          }
        } else {
          spans.append((begin, end, span))
        }
      }
      spans.sort { $0.begin < $1.begin }
      for (span, next) in zip(spans, spans.dropFirst()) where next.begin <= span.end {
        report.report(at: next.value) { "the span \(next.begin) to \(next.end) overlaps another" }
      }
    }
  }
}
