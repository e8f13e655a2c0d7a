import PrepExamples
import PrepRecords
import PrepShapes

/// The order in which tools answered, where a form tells by nothing else which answer is to which call.
enum AnswerOrder {
  /// The messages with the answers that stand together in the order of their calls; others stay where they are.
  static func ofCalls(_ messages: ArraySlice<Message>) -> [Message] {
    var result = Array(messages)
    var places: [[UInt8]: Int] = [:]
    var index = 0
    while index < result.count {
      if let json = result[index][RecordField.toolCalls.name], let calls = try? JSONDocument(json).root {
        places = [:]
        for (place, call) in calls.elements.enumerated() {
          if let id = call[RecordField.id.name] { places[id.withUnsafeBytes { Array($0) }] = place }
        }
      }
      var end = index
      while end < result.count, RoleKind(result[end].role).isResult { end += 1 }
      let answers = result[index..<end]
      let order = answers.map { $0[RecordField.toolCallID.name].flatMap { places[$0] } }
      if end - index > 1, order.allSatisfy({ $0 != nil }), Set(order).count == order.count {
        let sorted = zip(answers, order).sorted { $0.1 ?? 0 < $1.1 ?? 0 }.map(\.0)
        result.replaceSubrange(index..<end, with: sorted)
      }
      index = max(end, index + 1)
    }
    return result
  }
}
