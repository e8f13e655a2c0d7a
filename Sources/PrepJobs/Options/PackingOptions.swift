import PrepPacking
import PrepTokens

/// How sequences are joined into rows.
public struct PackingOptions: Sendable {
  /// How many tokens a row holds.
  public var length: Int
  /// How documents are put into rows.
  public var strategy: PackingStrategy = .bestFit
  /// What becomes of a document longer than a row; nil is split.
  public var overflow: OverflowPolicy?
  /// How many tokens the parts of a split document have in common; they are learnt once.
  public var stride: Int?
  /// Every document is made as long as a multiple of this, with the padding id, which is not learnt.
  public var documentMultiple: Int?
  /// Ascending lengths of rows besides ``length``: a document goes where it fits most tightly.
  public var buckets: [Int]?
  /// The side on which every row is filled up; nil ends rows with their last document.
  public var padding: PaddingSide?
  /// How far rows are filled up.
  package var paddingTarget: RowPadding.Target = .length
  /// Rows are filled up to the longest of a batch of rows, as many as hold at most so many tokens then.
  public var batchTokens: Int?
  /// The id that fills rows; nil is the vocabulary's own.
  public var paddingID: UInt32?
  /// Whether the first token of each document in a row is taken out of what is learnt: it would follow from another
  /// document.
  public var masksBoundaries = false
  /// What becomes of rows in which nothing is learnt; of a stream of prompts alone, all are kept.
  public var onEmpty: EmptyRowPolicy = .drop
  /// Where chance starts: the order of the rows of the strategy `window`.
  public var seed: UInt64 = 0

  /// The defaults, for a length.
  public init(length: Int) { self.length = length }

  private var policy: OverflowPolicy { overflow ?? .split }

  /// How far rows are filled up.
  private var target: RowPadding.Target { batchTokens.map { .batchTokens($0) } ?? paddingTarget }

  /// - Throws: ``JobFailure`` for what makes no sense together.
  public func check() throws(JobFailure) {
    if strategy == .wrap, policy != .split {
      throw exclusion("--strategy wrap cuts documents where rows end, so --overflow \(policy.rawValue) cannot hold")
    }
    if let batchTokens {
      if padding == nil { throw need("--batch-tokens needs --pad right or --pad left") }
      if paddingTarget != .length { throw exclusion("--batch-tokens and --pad-to exclude each other") }
      if batchTokens < length { throw range("--batch-tokens takes a number of at least --length") }
    }
    if !(1...Int(Int32.max)).contains(length) { throw range("--length takes a number from 1 to 2147483647") }
    if paddingTarget != .length, padding == nil { throw need("--pad-to needs --pad right or --pad left") }
    if paddingID != nil, padding == nil, documentMultiple == nil {
      throw need("--pad-id needs --pad right or --pad left, or --doc-multiple-of")
    }
    if let stride {
      if policy != .split || strategy == .wrap {
        throw need("--stride needs --overflow split, and not --strategy wrap")
      }
      if !(1..<max(1, length)).contains(stride) { throw range("--stride takes a number from 1 to below --length") }
    }
    if let documentMultiple {
      if strategy == .wrap { throw exclusion("--strategy wrap cuts documents, so --doc-multiple-of cannot hold") }
      if documentMultiple < 1 || !([length] + (buckets ?? [])).allSatisfy({ $0 % documentMultiple == 0 }) {
        throw range("--doc-multiple-of takes a number that divides the length of every row")
      }
    }
    if let buckets {
      if strategy == .wrap { throw exclusion("--buckets and --strategy wrap exclude each other") }
      if buckets.last ?? 0 > length { throw range("--buckets are at most --length") }
    }
  }

  private func exclusion(_ message: String) -> JobFailure { JobFailure("options-exclude-each-other", message) }
  private func need(_ message: String) -> JobFailure { JobFailure("option-needs-another", message) }
  private func range(_ message: String) -> JobFailure { JobFailure("out-of-range", message) }

  /// What is to be done to the sequences of a stream.
  ///
  /// - Throws: ``JobFailure`` when rows are to be padded and nobody says with what, and when pairs would be cut.
  func plan(for header: TokenStreamHeader) throws(JobFailure) -> PackingPlan {
    if header.hasRejected, strategy == .wrap {
      throw exclusion("--strategy wrap cuts documents, and preference pairs cannot be cut; take another strategy")
    }
    var plan = PackingPlan(length: length, strategy: strategy, overflow: policy)
    plan.seed = seed
    plan.columns = header.columns
    plan.stride = stride ?? 0
    plan.masksBoundaries = masksBoundaries
    plan.dropsEmptyRows = onEmpty == .drop && header.trainsAnything
    if let buckets {
      plan.buckets = buckets
      if buckets.last != length { plan.buckets.append(length) }
    }
    guard padding != nil || documentMultiple != nil else { return plan }
    guard let id = paddingID ?? header.padding else {
      throw JobFailure("no-padding", "the tokenizer has no padding token: set one with --pad-id")
    }
    guard id < header.vocabularySize else {
      throw range("--pad-id \(id) is beyond the vocabulary of \(header.vocabularySize) ids")
    }
    if let documentMultiple { plan.documentMultiple = (documentMultiple, id) }
    if let padding { plan.padding = RowPadding(padding, id: id, target: target) }
    if id == header.endOfText, header.loss == .all, !plan.needsMask {
      throw JobFailure(
        "padding-ends-documents",
        "--pad-id \(id) is the EOS token, and without a loss mask padding looks like EOS; use another ID or add --boundary-mask"
      )
    }
    return plan
  }

  /// What is done, for the line of provenance.
  var words: String {
    var words = "length \(length), \(strategy.rawValue), overflow \(policy.rawValue)"
    if let stride { words += ", stride \(stride)" }
    if let documentMultiple { words += ", documents multiples of \(documentMultiple)" }
    if let buckets { words += ", buckets \(buckets.map(String.init).joined(separator: ","))" }
    if let padding { words += ", padded \(padding.rawValue)" + (target == .length ? "" : " to \(target.words)") }
    if masksBoundaries { words += ", boundaries masked" }
    if onEmpty == .keep { words += ", rows with nothing to learn kept" }
    if strategy == .window { words += ", seed \(seed)" }
    return words
  }
}

extension RowPadding.Target {
  /// How it is written: `length`, `multiple:64`.
  package var words: String {
    switch self {
    case .length: "length"
    case .multiple(let number): "multiple:\(number)"
    case .batch(let number): "batch:\(number)"
    case .batchTokens(let number): "batches of \(number) tokens"
    }
  }
}
