import PrepSystem
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads solutions whose steps are judged one by one, and writes them as TRL has them: `{prompt, completions, labels}`.
/// They are no examples of ours yet, so nothing else is made of them.
package struct StepwiseReader {
  private let source: SourceRecord
  private var prompt: [UInt8] = []
  private var steps: [(text: [UInt8], isRight: Bool)] = []

  package init(_ record: Record, as shape: RecordShape, _ reader: SourceReader) throws(Diagnostic) {
    source = try SourceRecord(record, reader.names, reader.roles, omitting: reader.omitted)
    if shape == .mathShepherd { try readMarked() } else { try readLists() }
  }

  /// Writes the record, and gives what is not carried over.
  package func write(to output: inout JSONWriter) -> Set<String> {
    output.beginObject()
    output.key("prompt")
    output.string(prompt)
    output.key("completions")
    output.beginArray()
    for step in steps { output.string(step.text) }
    output.endArray()
    output.key("labels")
    output.beginArray()
    for step in steps { output.bool(step.isRight) }
    output.endArray()
    output.endObject()
    output.newline()
    var losses = source.losses.names
    source.root.forEachMember { key, value in
      if value.isNull || source.read.contains(key, source.names) { return }
      losses.insert("field \((try? key.string()) ?? "?")")
    }
    return losses
  }

  private mutating func readLists() throws(Diagnostic) {
    prompt = try source.text(try source.required(.prompt))
    guard let completions = source.member(.completions) else { throw source.missing(.completions) }
    guard let labels = source.member(.labels) else { throw source.missing(.labels) }
    let (texts, verdicts) = (try source.elements(completions), try source.elements(labels))
    guard texts.count == verdicts.count else {
      throw source.impossible("\(Counted(texts.count, "step")) and \(Counted(verdicts.count, "label"))", at: labels)
    }
    for (text, verdict) in zip(texts, verdicts) {
      guard let isRight = Verdict(verdict)?.isLiked else { throw source.wrong(verdict, "true or false") }
      steps.append((try source.text(text), isRight))
    }
  }

  /// Math-Shepherd's form: a text with a mark behind each step, and the same text with + or - for each mark.
  private mutating func readMarked() throws(Diagnostic) {
    let input = try source.required(.input)
    let label = try source.required(.label)
    let (text, judged) = (try source.text(input), try source.text(label))
    var start = 0
    var place = 0
    while let mark = Memory.first(StepMark.bytes, in: text, from: start) {
      let piece = text[start..<mark]
      place += piece.count
      guard place < judged.count, judged[place - piece.count..<place].elementsEqual(piece),
        judged[place] == UInt8(ascii: "+") || judged[place] == UInt8(ascii: "-")
      else { throw source.impossible("the label is not the input with + or - for each mark", at: label) }
      steps.append((Self.trimmed(piece), judged[place] == UInt8(ascii: "+")))
      place += 1
      start = mark + StepMark.bytes.count
    }
    guard let first = steps.first, let begin = Memory.first(Array("Step 1:".utf8), in: first.text) else {
      throw source.impossible("no \"Step 1:\" says where the steps begin", at: input)
    }
    prompt = Self.trimmed(first.text[..<begin])
    steps[0].text = Array(first.text[begin...])
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var text = text.drop { $0 <= 0x20 }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return Array(text)
  }
}
