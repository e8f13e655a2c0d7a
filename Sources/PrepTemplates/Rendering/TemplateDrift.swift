internal import PrepBytes
public import PrepExamples

extension ChatRenderer {
  /// How many messages the shortest beginning of a conversation has whose text is not how the text of the whole begins;
  /// nil when every beginning is. A template that drifts shows a model other words in training than when it is asked
  /// turn by turn.
  ///
  /// Beginnings that the template refuses are passed over. At most 64 are looked at, fewer of long conversations, so
  /// that the time stays in proportion to their length.
  ///
  /// - Throws: ``TemplateFailure`` when the whole conversation cannot be rendered.
  public func firstDrift(_ chat: Chat) throws(TemplateFailure) -> Int? {
    let count = chat.messages.count
    guard count > 1 else { return nil }
    let whole = try render(chat)
    var part = ChatBuffer()
    let looks = max(4, min(64, 20_000 / count))
    for length in stride(from: 1, to: count, by: (count + looks - 1) / looks) {
      do throws(TemplateFailure) {
        try render(Array(chat.messages[..<length]), tools: chat.tools, into: &part)
      } catch { continue }
      if !whole.bytes.starts(with: part.bytes.all) { return length }
    }
    return nil
  }
}
