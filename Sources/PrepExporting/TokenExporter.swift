// PrepExporting writes token sequences in the formats of other trainers. It does not know where the tokens come from,
// and writes documents, not rows: packing is what those trainers do themselves.

import PrepBytes
import PrepTokens

/// A format of another trainer.
package enum ExportFormat: String, Sendable, CaseIterable {
  /// Megatron's IndexedDataset: PREFIX.bin and PREFIX.idx.
  case megatron
  /// NumPy arrays: PREFIX.npy, PREFIX.document_offsets.npy and what is learnt.
  case npy
  /// Ids without a header, as nanoGPT, OLMo and TorchTitan map them: PREFIX.bin, PREFIX.document_offsets.npy and what
  /// is learnt.
  case raw
  /// llm.c: a header of 256 numbers, then ids: PREFIX_000000.bin and so on.
  case llmc
  /// datatrove: PREFIX.ds with an index of documents, and what is learnt.
  case datatrove
  /// A document a line: PREFIX.jsonl.
  case jsonl
  /// The columns of a trainer: PREFIX.parquet.
  case parquet
  /// The columns of a trainer, as `load_from_disk` of `datasets` reads them: the folder PREFIX.
  case arrow

  /// Whether it has the columns that a trainer asks for, and no others.
  package var hasColumns: Bool { self == .parquet || self == .arrow }

  /// Whether the format can say which tokens are learnt.
  package var carriesMask: Bool { self != .megatron && self != .llmc }

  /// Whether the format can give tokens weights.
  package var carriesWeights: Bool { self == .npy || self == .raw || self == .jsonl }

  /// Whether the format can say which answers were liked.
  package var carriesLabels: Bool { self == .jsonl }

  /// Whether the format can say the columns that a stream has besides.
  package func carriesColumns(for trainer: ExportTrainer?) -> Bool {
    trainer?.takesOwnColumns ?? (self == .jsonl || self == .npy || self == .raw)
  }

  /// Whether the format can hold preference pairs.
  package var carriesPairs: Bool { self == .jsonl }

  /// The type of the ids, unless another is asked for.
  package func idType(vocabularySize: Int) -> ExportedIDType {
    switch self {
    case .megatron: vocabularySize < 65_500 ? .uint16 : .int32
    default: vocabularySize <= 1 << 16 ? .uint16 : .uint32
    }
  }

  /// The types of ids that the format knows.
  package var idTypes: [ExportedIDType] {
    switch self {
    case .megatron: [.uint16, .int32]
    case .npy, .raw: [.uint16, .uint32, .int32, .int64]
    case .llmc, .datatrove: [.uint16, .uint32]
    case .jsonl, .parquet, .arrow: []
    }
  }
}

/// The type that ids are written in.
package enum ExportedIDType: String, Sendable, CaseIterable {
  case uint16, uint32, int32, int64

  var size: Int {
    switch self {
    case .uint16: 2
    case .uint32, .int32: 4
    case .int64: 8
    }
  }

  /// NumPy's name of the type.
  var numpyName: String {
    switch self {
    case .uint16: "<u2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .int64: "<i8"
    }
  }

  /// Whether every id of a vocabulary fits.
  package func holds(vocabularySize: Int) -> Bool {
    switch self {
    case .uint16: vocabularySize <= 1 << 16
    case .int32: vocabularySize <= 1 << 31
    case .uint32, .int64: true
    }
  }
}

/// Takes documents and writes files.
protocol DocumentExporter: AnyObject {
  /// Takes a sequence of one segment without padding.
  func add(_ document: TokenSequence) throws

  /// Makes the files final, the one that names the others last.
  func finish() throws
}

/// One run of exporting: rows are taken apart and their documents written.
package final class TokenExporter {
  /// How tokens are written.
  package struct Options: Sendable {
    package var idType: ExportedIDType?
    /// The most tokens of a file, where a format has several.
    package var largestFile = (1 << 31) - 1
    /// Whose columns are written; nil for the words of the token stream's twin.
    package var trainer: ExportTrainer?

    package init() {}
  }

  /// What was written so far.
  package struct Counts: Sendable, Equatable {
    package var documents = 0
    package var tokens = 0
    /// Tokens that are not learnt, or not with weight 1, where the format cannot say so.
    package var lostLoss = 0
    package var emptyDocuments = 0
    /// Documents that were liked or not, where the format cannot say so.
    package var lostLabels = 0
  }

  package private(set) var counts = Counts()
  private let format: ExportFormat
  private let trainer: ExportTrainer?
  private let exporter: any DocumentExporter
  private let columns: [TokenColumn]
  /// The names of labels by their numbers, and where they are written.
  private let labelNames: String?
  private let labelsPath: String
  private var carriesWeights: Bool { trainer == nil && format.carriesWeights }
  private var carriesLabels: Bool { trainer?.takesOwnColumns ?? format.carriesLabels }

  /// - Precondition: The format can hold what the header says: pairs, and the vocabulary in the type of the ids. One with
  ///   columns has a trainer.
  /// - Throws: ``IOFailure`` with code `cannotCreate`.
  package init(_ format: ExportFormat, prefix: String, header: TokenStreamHeader, options: Options = Options()) throws {
    precondition(format.carriesPairs || !header.hasRejected, "the format holds no pairs")
    let type = options.idType ?? format.idType(vocabularySize: header.vocabularySize)
    precondition(type.holds(vocabularySize: header.vocabularySize), "the type is too small for the vocabulary")
    self.format = format
    columns = header.columns
    labelNames = header.labelNames
    labelsPath = prefix + (format == .arrow ? "/" : ".") + "id2label.json"
    trainer = options.trainer
    if let trainer = options.trainer {
      exporter = try ColumnExporter(format, for: trainer, prefix: prefix, header: header)
      return
    }
    exporter =
      switch format {
      case .megatron: try MegatronExporter(prefix: prefix, type: type)
      case .npy: try ArrayExporter(prefix: prefix, type: type, header: header, hasHeader: true)
      case .raw: try ArrayExporter(prefix: prefix, type: type, header: header, hasHeader: false)
      case .llmc: try LLMCExporter(prefix: prefix, type: type, largestFile: options.largestFile)
      case .datatrove: try DatatroveExporter(prefix: prefix, type: type, header: header)
      case .jsonl: try JSONLinesExporter(prefix: prefix, columns: header.columns)
      case .parquet, .arrow: preconditionFailure("columns are those of a trainer")
      }
  }

  /// Whether rows are written as they were packed, not taken apart.
  package var takesRows: Bool { (exporter as? ColumnExporter)?.takesRows ?? false }

  /// Takes a row.
  package func add(_ row: TokenSequence) throws {
    if let rows = exporter as? ColumnExporter, rows.takesRows { return try add(row, to: rows) }
    for document in row.segments(columns) {
      if document.tokens.isEmpty, document.rejected?.tokens.isEmpty ?? true {
        counts.emptyDocuments += 1
        continue
      }
      counts.documents += 1
      counts.tokens += document.tokens.count + (document.rejected?.tokens.count ?? 0)
      switch document.loss {
      case .all: break
      case .mask(let mask): if !format.carriesMask { counts.lostLoss += mask.count { $0 == 0 } }
      case .weights(let weights):
        if carriesWeights { break }
        // A mask says 0 and 1.
        counts.lostLoss += weights.count { $0 != 1 && !($0 == 0 && format.carriesMask) }
      }
      if !document.documentLabels.isEmpty, !carriesLabels { counts.lostLabels += 1 }
      try exporter.add(document)
    }
  }

  /// Takes a row as it was packed.
  private func add(_ row: TokenSequence, to exporter: ColumnExporter) throws {
    let content = Int(row.boundaries.first ?? 0)..<Int(row.boundaries.last ?? 0)
    if content.isEmpty {
      counts.emptyDocuments += row.segmentCount
      return
    }
    counts.documents += row.segmentCount
    counts.tokens += content.count
    if case .weights(let weights) = row.loss { counts.lostLoss += weights.count { $0 != 0 && $0 != 1 } }
    if !row.documentLabels.isEmpty { counts.lostLabels += row.segmentCount }
    try exporter.add(row)
  }

  package func finish() throws {
    if let labelNames {
      let file = try AtomicFile(path: labelsPath)
      try file.write(Array(labelNames.utf8) + [0x0A])
      try file.finish()
    }
    try exporter.finish()
  }
}
