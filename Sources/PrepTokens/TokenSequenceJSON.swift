import PrepRecords

/// The JSON Lines twin of the token stream: a sequence a line.
///
/// `input_ids`, then `loss_mask` or `loss_weight` unless every token is trained, `cu_seqlens`, `doc_ids`; for pairs
/// `chosen_*` and `rejected_*`, for unpaired preferences `doc_labels`. The first line also has the header,
/// `"prep_tokens": {…}`; in a twin without sequences it stands alone, and a twin may do without it.
package enum TokenSequenceJSON {
  package static let headerKey = "prep_tokens"

  /// Writes the header as a member into an object that is open.
  package static func writeMember(_ header: TokenStreamHeader, to writer: inout JSONWriter) {
    writer.key(headerKey)
    header.write(to: &writer)
  }

  /// Writes the members of a sequence into an object that is open.
  package static func writeMembers(of sequence: TokenSequence, to writer: inout JSONWriter) {
    let prefix = sequence.rejected == nil ? "" : "chosen_"
    write(sequence.tokens, sequence.loss, sequence.boundaries, prefix: prefix, to: &writer)
    if let rejected = sequence.rejected {
      write(rejected.tokens, rejected.loss, rejected.boundaries, prefix: "rejected_", to: &writer)
    }
    writer.key("doc_ids")
    writer.ints(sequence.documentIDs)
    if !sequence.documentLabels.isEmpty {
      writer.key("doc_labels")
      writer.ints(sequence.documentLabels)
    }
  }

  private static func write(
    _ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32], prefix: String, to writer: inout JSONWriter
  ) {
    writer.key(prefix + "input_ids")
    writer.ints(tokens)
    switch loss {
    case .all: break
    case .mask(let mask):
      writer.key(prefix + "loss_mask")
      writer.ints(mask)
    case .weights(let weights):
      writer.key(prefix + "loss_weight")
      writer.beginArray()
      for weight in weights { writer.float(weight) }
      writer.endArray()
    }
    writer.key(prefix + "cu_seqlens")
    writer.ints(boundaries)
  }

  /// Writes `labels` into an object that is open: the ids of the tokens that are learnt, and -100 for context and
  /// padding.
  package static func writeLabels(of sequence: TokenSequence, to writer: inout JSONWriter) {
    writer.key(sequence.rejected == nil ? "labels" : "chosen_labels")
    writer.ints(labels(sequence.tokens, sequence.loss, sequence.boundaries))
    guard let rejected = sequence.rejected else { return }
    writer.key("rejected_labels")
    writer.ints(labels(rejected.tokens, rejected.loss, rejected.boundaries))
  }

  private static func labels(_ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32]) -> [Int] {
    let content = Int(boundaries.first ?? 0)..<Int(boundaries.last ?? 0)
    return tokens.indices.map { index in
      let isLearnt: Bool
      switch loss {
      case .all: isLearnt = content.contains(index)
      case .mask(let mask): isLearnt = mask[index] != 0
      case .weights(let weights): isLearnt = weights[index] != 0
      }
      return isLearnt ? Int(tokens[index]) : -100
    }
  }

  /// The sequence of a line; nil when it is none.
  ///
  /// A line without `cu_seqlens` is one document, one without `doc_ids` gets `ordinal` for its only document.
  package static func sequence(_ root: JSONView, ordinal: Int) -> TokenSequence? {
    let isPair = root["chosen_input_ids"] != nil
    guard let (tokens, loss, boundaries) = side(root, prefix: isPair ? "chosen_" : "") else { return nil }
    var rejected: TokenBranch?
    if isPair {
      guard let (tokens, loss, boundaries) = side(root, prefix: "rejected_") else { return nil }
      rejected = TokenBranch(tokens: tokens, loss: loss, boundaries: boundaries)
    }
    let ids: [UInt64]?
    if let view = root["doc_ids"] {
      ids = integers(view, as: UInt64.self)
    } else {
      ids = boundaries.count == 2 ? [UInt64(ordinal)] : nil
    }
    let labels = root["doc_labels"].map { integers($0, as: UInt8.self) } ?? []
    guard let ids, let labels, labels.allSatisfy({ $0 <= 1 }) else { return nil }
    return TokenSequence(
      validating: tokens, loss: loss, boundaries: boundaries, documentIDs: ids, rejected: rejected,
      documentLabels: labels)
  }

  private static func side(_ root: JSONView, prefix: String) -> (
    tokens: [UInt32], loss: TokenLoss, boundaries: [Int32]
  )? {
    guard let tokens = root[prefix + "input_ids"].flatMap({ integers($0, as: UInt32.self) }) else { return nil }
    var loss = TokenLoss.all
    if root[prefix + "loss_mask"] != nil, root[prefix + "loss_weight"] != nil { return nil }
    if let view = root[prefix + "loss_mask"] {
      guard let mask = integers(view, as: UInt8.self) else { return nil }
      loss = .mask(mask)
    } else if let view = root[prefix + "loss_weight"] {
      var weights: [Float] = []
      view.forEachElement { if let value = $0.double { weights.append(Float(value)) } }
      loss = .weights(weights)
    }
    var boundaries: [Int32]? = [0, Int32(clamping: tokens.count)]
    if let view = root[prefix + "cu_seqlens"] { boundaries = integers(view, as: Int32.self) }
    return boundaries.map { (tokens, loss, $0) }
  }

  private static func integers<Value: FixedWidthInteger>(_ view: JSONView, as type: Value.Type) -> [Value]? {
    guard view.kind == .array else { return nil }
    var values: [Value] = []
    var valid = true
    view.forEachElement { element in
      if let value = element.withUnsafeBytes({ Value(String(decoding: $0, as: UTF8.self)) }) {
        values.append(value)
      } else {
        valid = false
      }
    }
    return valid ? values : nil
  }
}
