internal import PrepRecords

/// A part of a message's content that is learnt or not: `{"begin_offset": 0, "end_offset": 4, "train": false}`, in
/// characters, the last one included.
struct TrainedSpan: Sendable, Equatable {
  /// The members of a message that say what is learnt of it; templates do not see them.
  static let keys = ["train", "train_detail"] + flags.map(\.name)

  /// What other trainers call the flag that says whether a message is learnt, and whether true means that it is.
  static let flags: [(name: String, trains: Bool)] = [
    ("trainable", true), ("training", true), ("loss", true), ("loss_mask", true), ("masked", false),
    ("is_trainable", true), ("train_on_turn", true), ("compute_loss", true), ("calculate_loss", true),
    ("cal_loss", true), ("include_in_loss", true), ("step_loss_mask", true), ("no_loss", false),
    ("ignore_loss", false),
  ]

  /// The bytes of the content.
  var range: Range<Int>
  var isTrained: Bool

  /// Reads the spans of a content.
  ///
  /// - Throws: `train-detail` when they are out of range, overlap or do not ascend.
  static func read(_ json: [UInt8], _ content: [UInt8]) throws(TokenizingFault) -> [TrainedSpan] {
    guard let root = try? JSONDocument(json).root, root.kind == .array else {
      throw TokenizingFault("train-detail", "train_detail is not a list of spans")
    }
    var offsets = content.indices.filter { content[$0] & 0xC0 != 0x80 }
    offsets.append(content.count)
    var spans: [TrainedSpan] = []
    var isSound = true
    root.forEachElement { element in
      guard let begin = element["begin_offset"]?.int, let end = element["end_offset"]?.int,
        let train = element["train"]?.bool,
        begin >= 0, begin <= end, end < offsets.count - 1, offsets[begin] >= (spans.last?.range.upperBound ?? 0)
      else {
        isSound = false
        return
      }
      spans.append(TrainedSpan(range: offsets[begin]..<offsets[end + 1], isTrained: train))
    }
    guard isSound else {
      throw TokenizingFault(
        "train-detail", "the spans of train_detail have to ascend within the content: begin_offset, end_offset, train")
    }
    return spans
  }

  /// The text of a content whose parts say by themselves, with `train` or a `weight` of 0 or 1, whether they are
  /// learnt, and its spans; nil when none does.
  ///
  /// - Throws: `train-detail` when a part is no text, or says it in another way.
  static func read(parts json: [UInt8]) throws(TokenizingFault) -> (content: [UInt8], spans: [TrainedSpan])? {
    guard let root = try? JSONDocument(json).root, root.kind == .array else { return nil }
    var hasFlag = false
    root.forEachElement { if $0["train"] != nil || $0["weight"] != nil { hasFlag = true } }
    guard hasFlag else { return nil }
    var content: [UInt8] = []
    var spans: [TrainedSpan] = []
    var isSound = true
    root.forEachElement { part in
      let train = part["train"].map { $0.bool } ?? .some(part["weight"].map { $0.double != 0 } ?? true)
      guard let text = try? part["text"]?.unescaped(), let train,
        part["weight"].map({ $0.double == 0 || $0.double == 1 }) ?? true
      else {
        isSound = false
        return
      }
      spans.append(TrainedSpan(range: content.count..<content.count + text.count, isTrained: train))
      content += text
    }
    guard isSound else {
      throw TokenizingFault(
        "train-detail",
        "parts that say what is trained have to be texts, with \"train\": true or false, or a \"weight\" of 0 or 1")
    }
    return (content, spans)
  }

  /// Where a text that is a content, or one without the white space at its ends, begins in it; nil when it is neither.
  static func place(of text: ArraySlice<UInt8>, in content: [UInt8]) -> Int? {
    if text.count == content.count { return text.elementsEqual(content) ? 0 : nil }
    guard !text.isEmpty, text.count < content.count else { return text.isEmpty ? 0 : nil }
    func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte >= 0x80 }
    var offset = 0
    while offset + text.count <= content.count {
      if content[offset..<offset + text.count].elementsEqual(text) {
        return content[(offset + text.count)...].allSatisfy(isBlank) ? offset : nil
      }
      guard isBlank(content[offset]) else { return nil }
      offset += 1
    }
    return nil
  }
}
