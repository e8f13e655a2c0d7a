import PrepRecords

/// What a token stream says of itself before its first sequence.
public struct TokenStreamHeader: Sendable, Equatable {
  /// The name of the tokenizer, for people.
  public var tokenizer: String
  /// The tokenizer's SHA-256 fingerprint in hexadecimal; streams are joined only when it is the same.
  public var fingerprint: String
  /// The largest id plus one.
  public var vocabularySize: Int
  /// The ids that begin, end and pad, where there are any.
  public var beginOfText: UInt32?
  public var endOfText: UInt32?
  public var padding: UInt32?
  /// What is trained, in the words of `--mask` and `--train`.
  public var maskPolicy: String
  /// The kind of loss every sequence carries.
  public var loss: TokenLoss.Kind
  /// Whether every sequence has a rejected side.
  public var hasRejected: Bool
  /// Whether every sequence has a label a document.
  public var hasDocumentLabels: Bool
  /// The columns that every sequence has besides.
  public var columns: [TokenColumn] = []
  /// One line for each stage the tokens went through, oldest first.
  public var provenance: [String]
  /// The part of a larger job this is: number i (from 0) of N; nil for the whole.
  public var part: Part?
  /// What packing did, where it has been done: the row length, or 0.
  public var packedLength: Int

  /// A part of a job.
  public struct Part: Sendable, Equatable {
    public var index: Int
    public var count: Int
    /// What stands for all that the parts of the job have in common, inputs and options; nil where the part does not say,
    /// as none did once.
    public var job: String?

    public init(index: Int, count: Int, job: String? = nil) {
      self.index = index
      self.count = count
      self.job = job
    }
  }

  public init(
    tokenizer: String, fingerprint: String, vocabularySize: Int, beginOfText: UInt32? = nil, endOfText: UInt32? = nil,
    padding: UInt32? = nil, maskPolicy: String = "all", loss: TokenLoss.Kind = .all, hasRejected: Bool = false,
    hasDocumentLabels: Bool = false, provenance: [String] = [], part: Part? = nil, packedLength: Int = 0
  ) {
    self.tokenizer = tokenizer
    self.fingerprint = fingerprint
    self.vocabularySize = vocabularySize
    self.beginOfText = beginOfText
    self.endOfText = endOfText
    self.padding = padding
    self.maskPolicy = maskPolicy
    self.loss = loss
    self.hasRejected = hasRejected
    self.hasDocumentLabels = hasDocumentLabels
    self.provenance = provenance
    self.part = part
    self.packedLength = packedLength
  }

  /// The header of the same stream without columns besides.
  package var withoutColumns: TokenStreamHeader {
    var header = self
    header.columns = []
    return header
  }

  /// How many bytes an id takes in the binary form: 2 when the vocabulary fits, else 4.
  public var tokenWidth: Int { vocabularySize <= 1 << 16 ? 2 : 4 }
}

extension TokenStreamHeader {
  /// The header as one JSON object with its keys sorted.
  package var json: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// Writes the header as a JSON object with its keys sorted.
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    optional("bos", beginOfText, &writer)
    if !columns.isEmpty {
      writer.key("columns")
      writer.beginArray()
      for column in columns { column.write(to: &writer) }
      writer.endArray()
    }
    writer.key("document_labels")
    writer.bool(hasDocumentLabels)
    optional("eos", endOfText, &writer)
    writer.key("fingerprint")
    writer.string(fingerprint)
    if let job = part?.job {
      writer.key("job")
      writer.string(job)
    }
    writer.key("loss")
    writer.string(loss.rawValue)
    writer.key("mask")
    writer.string(maskPolicy)
    writer.key("packed_length")
    writer.int(packedLength)
    optional("pad", padding, &writer)
    if let part {
      writer.key("part")
      writer.ints([part.index, part.count])
    }
    writer.key("provenance")
    writer.beginArray()
    for line in provenance { writer.string(line) }
    writer.endArray()
    writer.key("rejected")
    writer.bool(hasRejected)
    writer.key("tokenizer")
    writer.string(tokenizer)
    writer.key("version")
    writer.int(columns.isEmpty ? TokenStreamFormat.version : TokenStreamFormat.versionWithColumns)
    writer.key("vocabulary_size")
    writer.int(vocabularySize)
    writer.endObject()
  }

  private func optional(_ key: String, _ id: UInt32?, _ writer: inout JSONWriter) {
    guard let id else { return }
    writer.key(key)
    writer.int(id)
  }

  /// Reads a header; nil when the object is none of a version known here.
  package init?(_ root: JSONView) {
    guard let version = root["version"]?.int,
      version == TokenStreamFormat.version || version == TokenStreamFormat.versionWithColumns,
      let size = root["vocabulary_size"]?.int, size > 0,
      size <= 1 << 32, let loss = TokenLoss.Kind(rawValue: Self.text(root["loss"]) ?? "")
    else { return nil }
    self.init(
      tokenizer: Self.text(root["tokenizer"]) ?? "", fingerprint: Self.text(root["fingerprint"]) ?? "",
      vocabularySize: size,
      beginOfText: Self.id(root["bos"]), endOfText: Self.id(root["eos"]), padding: Self.id(root["pad"]),
      maskPolicy: Self.text(root["mask"]) ?? "", loss: loss, hasRejected: root["rejected"]?.bool ?? false,
      hasDocumentLabels: root["document_labels"]?.bool ?? false, packedLength: root["packed_length"]?.int ?? 0)
    var hasBadColumns = false
    root["columns"]?.forEachElement {
      if let column = TokenColumn($0) { columns.append(column) } else { hasBadColumns = true }
    }
    guard !hasBadColumns, columns.count <= TokenColumn.most, columns.isEmpty == (version == TokenStreamFormat.version),
      Set(columns.map(\.name)).count == columns.count
    else { return nil }
    root["provenance"]?.forEachElement { if let line = Self.text($0) { provenance.append(line) } }
    var numbers: [Int] = []
    root["part"]?.forEachElement { numbers.append($0.int ?? -1) }
    if numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] {
      part = Part(index: numbers[0], count: numbers[1], job: Self.text(root["job"]))
    }
  }

  private static func text(_ view: JSONView?) -> String? {
    view.flatMap { $0.kind == .string ? try? $0.string() : nil }
  }

  private static func id(_ view: JSONView?) -> UInt32? { view?.int.flatMap { UInt32(exactly: $0) } }
}
