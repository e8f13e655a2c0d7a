import PrepDiagnostics
package import PrepRecords
package import PrepShapes

/// What is wrong with the words, tags, spans and answers of a record, for whoever checks it and makes no example of it.
package enum TokenTaskFaults {
  /// What a fault is about.
  package enum Kind: Sendable { case tags, chain, spans, answers }

  /// The faults of words with tags, or of a text with spans.
  ///
  /// - Parameter root: The record, by itself.
  package static func ofTags(_ root: JSONView, _ names: FieldNames) -> [(kind: Kind, words: String)] {
    let fields = Fields(root, names)
    let tokens = fields.find(.tokens)
    let tags = tokens == nil ? nil : fields.find(.tags)
    let reader = TaggedTextReader(
      locate: Self.nowhere, unit: .characters, text: fields.find(.text), tokens: tokens, tags: tags,
      spans: fields.find(.spans) ?? fields.find(.label) ?? fields.find(.labels))
    do throws(Diagnostic) {
      guard let tagged = try reader.read(), !tagged.tags.isEmpty, !tagged.hasNumbers else { return [] }
      // Where no other tag says that entities begin with B-, it may be the scheme in which they need not.
      let chain = TagChain(tagged.tags)
      guard let first = chain.broken.first, TagChain.scheme(of: [tagged.tags]) == .bio else { return [] }
      let shown = String(decoding: tagged.tags[first], as: UTF8.self)
      return [(.chain, "the tag of word \(first + 1), \(shown), goes on with an entity that has not begun")]
    } catch { return [(tags == nil ? .spans : .tags, error.message)] }
  }

  /// The faults of a question's answers: those that do not stand at their place, and those that contradict what is said.
  package static func ofAnswers(_ root: JSONView, _ names: FieldNames) -> [(kind: Kind, words: String)] {
    let fields = Fields(root, names)
    guard let question = fields.find(.question), let context = fields.find(.context) else { return [] }
    let reader = QuestionReader(
      locate: Self.nowhere, question: question, context: context, answers: fields.find(.answers),
      isImpossible: fields.find(.isImpossible))
    let read: Question
    do throws(Diagnostic) { read = try reader.read() } catch { return [(.answers, error.message)] }
    if read.isImpossible == true, !read.answers.isEmpty {
      return [(.answers, "the question has an answer, and is said to have none")]
    }
    if read.isImpossible == false, read.answers.isEmpty {
      return [(.answers, "the question has no answer, and is said to have one")]
    }
    let places = TextPlaces(read.context, .characters)
    for answer in read.answers {
      if let byte = places.byte(answer.start), !answer.text.isEmpty, read.context[byte...].starts(with: answer.text) {
        continue
      }
      return [
        (.answers, "the context does not have the answer \(TaggedTextReader.shown(answer.text)) at \(answer.start)")
      ]
    }
    return []
  }

  private static func nowhere(_ view: JSONView, _ pointer: String) -> SourceLocation { SourceLocation(file: "") }

  /// The fields of a record under any of their names.
  private struct Fields {
    let root: JSONView
    let names: FieldNames

    init(_ root: JSONView, _ names: FieldNames) {
      self.root = root
      self.names = names
    }

    func find(_ field: RecordField) -> (name: String, view: JSONView)? {
      for name in names.mapping.names(of: field) {
        if let view = root[name], !view.isNull { return (name: name, view: view) }
      }
      return nil
    }
  }
}
