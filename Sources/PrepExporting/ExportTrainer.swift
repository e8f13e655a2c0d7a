import PrepColumns
import PrepTokens

/// A trainer that reads rows of tokens, by the columns that it asks for.
///
/// As of November 2026: TRL's SFTTrainer (`input_ids`, `labels`, and of rows that are packed `seq_lengths`, which its
/// collator makes positions of where `padding_free` is set), axolotl (those and `attention_mask`, exactly), SkyRL
/// (`pretokenized_dataset_paths`, which refuses `labels`), Megatron Bridge (packed rows, *.idx.parquet), Together's fine-
/// tuning, what verl's dataset gives its trainer, and Transformers' Trainer, whose models name what they take.
package enum ExportTrainer: String, Sendable, CaseIterable {
  case trl, axolotl, skyrl, bridge, together, verl
  /// Transformers' Trainer: with what the stream has besides, such as labels of words and places of answers.
  case transformers

  /// A column, and what stands in it for each token or document.
  enum Column: String {
    case ids = "input_ids"
    /// The ids of tokens that are learnt, and -100.
    case labels
    /// 1 for every token: nothing is padded.
    case attention = "attention_mask"
    /// 1 for tokens that are learnt.
    case loss = "loss_mask"
    /// How far each token stands behind the first of its document.
    case positions = "position_ids"
    /// Where the documents of a row begin.
    case starts = "seq_start_id"
    /// How long the documents of a row are.
    case lengths = "seq_lengths"

    var list: ListColumn { ListColumn(rawValue, self == .attention || self == .loss ? .int8 : .int32) }
  }

  /// The columns of rows that the trainer asks for.
  ///
  /// - Parameter isPacked: Whether a row may have several documents.
  func columns(isPacked: Bool) -> [Column] {
    switch self {
    case .trl: isPacked ? [.ids, .labels, .lengths] : [.ids, .labels]
    case .axolotl, .together: [.ids, .attention, .labels]
    case .skyrl: [.ids, .loss]
    case .bridge: [.ids, .loss, .starts]
    case .verl: [.ids, .attention, .positions, .loss]
    case .transformers: [.ids, .attention]
    }
  }

  /// Whether columns that a stream has besides are written.
  package var takesOwnColumns: Bool { self == .transformers }

  /// The columns of a stream's rows: those of the trainer, and those that the stream has besides.
  func columns(for header: TokenStreamHeader) -> [ListColumn] {
    columns(isPacked: header.packedLength > 0).map(\.list) + ownColumns(header).map(\.list)
  }

  /// A column of the stream.
  private enum Own {
    case numbers(Int, TokenColumn)
    /// The class of a text.
    case classes
    /// The ids of tokens that are learnt.
    case labels

    var list: ListColumn {
      switch self {
      case .classes: ListColumn("labels", .int32, isScalar: true)
      case .labels: Column.labels.list
      case .numbers(_, let column):
        ListColumn(
          column.name, column.kind == .float32 ? .float32 : .int32,
          isScalar: column.scope == .document && column.width == 1)
      }
    }
  }

  private func ownColumns(_ header: TokenStreamHeader) -> [Own] {
    guard takesOwnColumns else { return [] }
    let own = header.columns.enumerated().map { Own.numbers($0.offset, $0.element) }
    if header.hasDocumentLabels { return own + [.classes] }
    // Where nothing else is to be foretold, tokens are.
    return header.columns.isEmpty ? [.labels] : own
  }

  /// The lists of a row, in the order of ``columns(for:)``; padding is left out.
  func lists(of row: TokenSequence, _ header: TokenStreamHeader) -> [[Int32]] {
    let content = Int(row.boundaries.first ?? 0)..<Int(row.boundaries.last ?? 0)
    func bits(_ values: TokenColumnValues) -> [Int32] {
      switch values {
      case .integers(let list): list
      case .floats(let list): list.map { Int32(bitPattern: $0.bitPattern) }
      }
    }
    return lists(of: row, isPacked: header.packedLength > 0)
      + ownColumns(header).map { own in
        switch own {
        case .classes: row.documentLabels.map { Int32($0) }
        case .labels: Self.labels(of: row, content)
        case .numbers(let number, let column):
          bits(column.scope == .token ? row.columns[number][content] : row.columns[number])
        }
      }
  }

  private static func labels(of row: TokenSequence, _ content: Range<Int>) -> [Int32] {
    content.map { row.loss.isLabel($0) ? Int32(truncatingIfNeeded: row.tokens[$0]) : -100 }
  }

  /// Whether rows are written as they were packed, not document by document.
  func takesRows(_ header: TokenStreamHeader) -> Bool { self == .bridge || self == .trl && header.packedLength > 0 }

  /// Whether an entry of the mask belongs to the token behind it, which is foretold there.
  private var rollsMask: Bool { self == .bridge }

  /// What stands before the ending of a name of a Parquet file.
  package var ending: String { self == .bridge ? ".idx" : "" }

  /// How many rows a group of a file has, where single rows are read with their whole group.
  var groupRows: Int { self == .bridge ? 500 : .max }

  /// The lists of a row, in the order of the columns; padding is left out.
  func lists(of row: TokenSequence, isPacked: Bool) -> [[Int32]] {
    let start = Int(row.boundaries.first ?? 0)
    let content = start..<Int(row.boundaries.last ?? 0)
    let mask: [Int32]
    switch row.loss {
    case .all: mask = [Int32](repeating: 1, count: content.count)
    case .mask(let entries): mask = entries[content].map { Int32($0) }
    case .weights(let weights): mask = weights[content].map { $0 == 0 ? 0 : 1 }
    }
    let ids = row.tokens[content].map { Int32(truncatingIfNeeded: $0) }
    return columns(isPacked: isPacked).map { column in
      switch column {
      case .ids: ids
      case .labels: zip(ids, mask).map { $1 == 0 ? -100 : $0 }
      case .attention: [Int32](repeating: 1, count: ids.count)
      case .loss: rollsMask ? Self.rolled(mask, row, start) : mask
      case .positions: Self.segments(row).flatMap { 0..<Int32($0.count) }
      case .starts: Self.segments(row).map { Int32($0.lowerBound - start) }
      case .lengths: Self.segments(row).map { Int32($0.count) }
      }
    }
  }

  /// The segments that have tokens.
  private static func segments(_ row: TokenSequence) -> [Range<Int>] {
    (0..<row.segmentCount).map { row.range(ofSegment: $0) }.filter { !$0.isEmpty }
  }

  private static func rolled(_ mask: [Int32], _ row: TokenSequence, _ start: Int) -> [Int32] {
    var rolled = mask
    for segment in segments(row) {
      for index in segment { rolled[index - start] = index + 1 < segment.upperBound ? mask[index + 1 - start] : 0 }
    }
    return rolled
  }
}
