import PrepDiagnostics
import PrepRecords
import PrepShapes

extension SourceRecord {
  /// A text of which words or spans have labels.
  func taggedText(_ unit: OffsetUnit) throws(Diagnostic) -> TaggedText {
    let tokens = value(.tokens)
    let tags = tokens == nil ? nil : value(.tags)
    // Words that are known by their places alone need the text.
    let hasPlaces = tokens?.view.elements.first { _ in true }?.kind == .object
    let text = tags == nil || hasPlaces ? value(.text) : nil
    let spans = tags == nil ? value(.spans) ?? value(.label) ?? value(.labels) : nil
    let reader = TaggedTextReader(
      locate: locate, unit: unit, text: text, tokens: tokens, tags: tags, spans: spans)
    guard let read = try reader.read() else { throw missing(tokens == nil ? .spans : .tags) }
    return read
  }

  /// What an annotator of Prodigy said of a task: whether it is accepted; nil where nothing is said.
  var isAccepted: Bool? {
    guard let isAccepted = AnnotatorAnswer.isAccepted(root) else { return nil }
    use(.completion)
    return isAccepted
  }

  /// What people said of a task of Label Studio; nil where nobody has marked spans.
  func labelStudio(_ unit: OffsetUnit) throws(Diagnostic) -> TaggedText? {
    guard let data = member(.data) else { throw missing(.data) }
    guard let annotations = member(.annotations) else { throw missing(.annotations) }
    return try LabelStudioReader(record: record, data: data, annotations: annotations, unit: unit).read()
  }

  /// A question with its context and answers.
  func question() throws(Diagnostic) -> Question {
    guard let question = value(.question) else { throw missing(.question) }
    guard let context = value(.context) else { throw missing(.context) }
    return try QuestionReader(
      locate: locate, question: question, context: context, answers: value(.answers),
      isImpossible: value(.isImpossible)
    ).read()
  }

  private var locate: (JSONView, String) -> SourceLocation {
    { [record] view, pointer in record.location(of: view, pointer: pointer) }
  }

  /// A field under the first of its names that the record has, with the name.
  private func value(_ field: RecordField) -> (name: String, view: JSONView)? {
    find(field).map { (name: $0.key, view: $0.view) }
  }
}
