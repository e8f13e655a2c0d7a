import PrepRecords

/// The JSON Lines twin of the token stream: a sequence a line.
///
/// `input_ids`, then `loss_mask` or `loss_weight` unless every token is trained, `cu_seqlens`, `doc_ids`; for pairs
/// `chosen_*` and `rejected_*`, for unpaired preferences `doc_labels`; where a document was cut, `doc_starts` and
/// `doc_lengths`. The first line also has the header,
/// `"prep_tokens": {…}`; in a twin without sequences it stands alone, and a twin may do without it. Rows that others wrote
/// are read as ``TokenRow`` says.
package enum TokenSequenceJSON {
  package static let headerKey = "prep_tokens"
  /// Where segments begin in their documents, and how long these are.
  package static let startsKey = "doc_starts"
  package static let lengthsKey = "doc_lengths"

  /// Writes the header as a member into an object that is open.
  package static func writeMember(_ header: TokenStreamHeader, to writer: inout JSONWriter) {
    writer.key(headerKey)
    header.write(to: &writer)
  }

  /// Writes the members of a sequence into an object that is open.
  ///
  /// - Parameter columns: Those that the header declares.
  package static func writeMembers(
    of sequence: TokenSequence, columns: [TokenColumn] = [], to writer: inout JSONWriter
  ) {
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
    if !sequence.documentParts.isEmpty {
      writer.key(startsKey)
      writer.ints(sequence.documentParts.starts)
      writer.key(lengthsKey)
      writer.ints(sequence.documentParts.lengths)
    }
    for (column, values) in zip(columns, sequence.columns) {
      writer.key(column.name)
      write(values, to: &writer)
    }
  }

  /// Writes the numbers of a column as a list.
  package static func write(_ values: TokenColumnValues, to writer: inout JSONWriter) {
    switch values {
    case .integers(let list): writer.ints(list)
    case .floats(let list):
      writer.beginArray()
      for value in list { writer.float(value) }
      writer.endArray()
    }
  }

  private static func read(_ view: JSONView, _ column: TokenColumn) -> TokenColumnValues? {
    guard column.kind == .float32 else { return TokenRow.integers(view, as: Int32.self).map { .integers($0) } }
    guard view.kind == .array else { return nil }
    var values: [Float] = []
    for element in view.elements {
      guard let value = element.double else { return nil }
      values.append(Float(value))
    }
    return .floats(values)
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

  /// The sequence of a line.
  ///
  /// A line without boundaries is one document; documents without `doc_ids` get numbers from `ordinal` on.
  ///
  /// - Parameter header: What a line before has declared; nil where there is none, and labels say what was liked.
  static func sequence(_ root: JSONView, ordinal: Int, header: TokenStreamHeader? = nil) throws(TokenRow.Fault)
    -> TokenSequence
  {
    let columns = header?.columns ?? []
    let isPair = root["chosen_input_ids"] != nil
    let row = try TokenRow(root, prefix: isPair ? "chosen_" : "", besides: columns)
    var rejected: TokenBranch?
    if isPair {
      let row = try TokenRow(root, prefix: "rejected_")
      rejected = TokenBranch(tokens: row.tokens, loss: row.loss, boundaries: row.boundaries)
    }
    var ids = (0..<max(0, row.boundaries.count - 1)).map { UInt64(ordinal + $0) }
    if let view = root["doc_ids"] {
      guard let known = TokenRow.integers(view, as: UInt64.self) else {
        throw TokenRow.Fault("\"doc_ids\" are no list of ids")
      }
      ids = known
    }
    let labels = root["doc_labels"].map { TokenRow.integers($0, as: UInt8.self) } ?? []
    let starts = root[startsKey].map { TokenRow.integers($0, as: UInt32.self) } ?? []
    let lengths = root[lengthsKey].map { TokenRow.integers($0, as: UInt32.self) } ?? []
    guard let starts, let lengths, let parts = [DocumentPart](starts: starts, lengths: lengths) else {
      throw TokenRow.Fault("\"\(startsKey)\" and \"\(lengthsKey)\" are not two number lists of the same length")
    }
    guard let labels, header != nil || labels.allSatisfy({ $0 <= 1 }),
      var sequence = TokenSequence(
        validating: row.tokens, loss: row.loss, boundaries: row.boundaries, documentIDs: ids, rejected: rejected,
        documentLabels: labels, documentParts: parts)
    else { throw TokenRow.Fault("the parts do not agree in number") }
    for column in columns {
      guard let view = root[column.name], let values = read(view, column), values.fits(column.kind) else {
        throw TokenRow.Fault("\"\(column.name)\" is not a list of numbers of the type \(column.kind.rawValue)")
      }
      sequence.columns.append(values)
    }
    guard sequence.agrees(with: columns) else { throw TokenRow.Fault("the columns do not agree in number") }
    return sequence
  }
}
