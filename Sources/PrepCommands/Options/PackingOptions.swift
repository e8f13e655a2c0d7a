import ArgumentParser
import PrepPacking
import PrepTokens

/// How sequences are joined into rows.
struct PackingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many tokens a row holds.", valueName: "N"))
  var length: Quantity

  @Option(help: "How documents are put into rows.")
  var strategy: PackingStrategy = .bestFit

  @Option(name: .customLong("overflow"), help: "What becomes of a document longer than a row (default: split).")
  var overflowPolicy: OverflowPolicy?

  @Option(help: ArgumentHelp("With --overflow split: how many tokens the parts of a document have in common; they are learnt once.", valueName: "N"))
  var stride: Quantity?

  @Option(help: ArgumentHelp("Make every document as long as a multiple of N, with the padding id, which is not learnt.", valueName: "N"))
  var docMultipleOf: Quantity?

  @Option(help: ArgumentHelp("Rows of several lengths, up to --length: a document goes where it fits most tightly.", valueName: "N,..."))
  var buckets: BucketList?

  @Option(help: "Fill every row up (default: rows end with their last document).")
  var pad: PaddingSide?

  @Option(help: ArgumentHelp("How far rows are filled up: length, multiple:N, or batch:N, the longest of N rows that follow one another.", valueName: "TARGET"))
  var padTo: PaddingTarget = PaddingTarget(value: .length)

  @Option(help: ArgumentHelp("With --pad: rows are filled up to the longest of a batch of rows that follow one another, as many as hold at most N tokens then.", valueName: "N"))
  var batchTokens: Quantity?

  @Option(name: .customLong("pad-id"), help: ArgumentHelp("The id that fills rows (default: the vocabulary's own).", valueName: "ID"))
  var padID: UInt32?

  @Flag(help: "Take the first token of each document in a row out of what is learnt: it would follow from another document.")
  var boundaryMask = false

  @Option(help: ArgumentHelp("Where chance starts: the order of the rows of --strategy window.", valueName: "N"))
  var seed: UInt64 = 0

  init() {}

  private var overflow: OverflowPolicy { overflowPolicy ?? .split }

  /// How far rows are filled up.
  private var target: RowPadding.Target { batchTokens.map { .batchTokens($0.value) } ?? padTo.value }

  func validate() throws {
    if strategy == .wrap, overflow != .split {
      throw ValidationError("--strategy wrap cuts documents where rows end, so --overflow \(overflow.rawValue) cannot hold")
    }
    if let batchTokens {
      if pad == nil { throw ValidationError("--batch-tokens needs --pad right or --pad left") }
      if padTo.value != .length { throw ValidationError("--batch-tokens and --pad-to exclude each other") }
      if batchTokens.value < length.value { throw ValidationError("--batch-tokens takes a number of at least --length") }
    }
    if !(1...Int(Int32.max)).contains(length.value) { throw ValidationError("--length takes a number from 1 to 2147483647") }
    if padTo.value != .length, pad == nil { throw ValidationError("--pad-to needs --pad right or --pad left") }
    if padID != nil, pad == nil, docMultipleOf == nil {
      throw ValidationError("--pad-id needs --pad right or --pad left, or --doc-multiple-of")
    }
    if let stride {
      if overflow != .split || strategy == .wrap { throw ValidationError("--stride needs --overflow split, and not --strategy wrap") }
      if !(1..<length.value).contains(stride.value) { throw ValidationError("--stride takes a number from 1 to below --length") }
    }
    if let docMultipleOf {
      if strategy == .wrap { throw ValidationError("--strategy wrap cuts documents, so --doc-multiple-of cannot hold") }
      if docMultipleOf.value < 1 || !([length.value] + (buckets?.lengths ?? [])).allSatisfy({ $0 % docMultipleOf.value == 0 }) {
        throw ValidationError("--doc-multiple-of takes a number that divides the length of every row")
      }
    }
    if let buckets {
      if strategy == .wrap { throw ValidationError("--buckets and --strategy wrap exclude each other") }
      if buckets.lengths.last ?? 0 > length.value { throw ValidationError("--buckets are at most --length") }
    }
  }

  /// What is to be done to the sequences of a stream.
  ///
  /// - Throws: ``UsageError`` when rows are to be padded and nobody says with what, and when pairs would be cut.
  func plan(for header: TokenStreamHeader) throws -> PackingPlan {
    if header.hasRejected, strategy == .wrap {
      throw UsageError("--strategy wrap cuts documents, and preference pairs cannot be cut; take another strategy")
    }
    var plan = PackingPlan(length: length.value, strategy: strategy, overflow: overflow)
    plan.seed = seed
    plan.stride = stride?.value ?? 0
    plan.masksBoundaries = boundaryMask
    if let buckets {
      plan.buckets = buckets.lengths
      if buckets.lengths.last != length.value { plan.buckets.append(length.value) }
    }
    guard pad != nil || docMultipleOf != nil else { return plan }
    guard let id = padID ?? header.padding else {
      throw UsageError("the vocabulary has no token for padding: name one with --pad-id")
    }
    guard id < header.vocabularySize else {
      throw UsageError("--pad-id \(id) is beyond the vocabulary of \(header.vocabularySize) ids")
    }
    if let docMultipleOf { plan.documentMultiple = (docMultipleOf.value, id) }
    if let pad { plan.padding = RowPadding(pad, id: id, target: target) }
    if id == header.endOfText, header.loss == .all, !plan.needsMask {
      throw UsageError("--pad-id \(id) ends documents, and no mask tells the two apart; take another id or --boundary-mask")
    }
    return plan
  }

  /// What is done, for the line of provenance.
  var words: String {
    var words = "length \(length.value), \(strategy.rawValue), overflow \(overflow.rawValue)"
    if let stride { words += ", stride \(stride.value)" }
    if let docMultipleOf { words += ", documents multiples of \(docMultipleOf.value)" }
    if let buckets { words += ", buckets \(buckets.lengths.map(String.init).joined(separator: ","))" }
    if let pad {
      words += ", padded \(pad.rawValue)" + (target == .length ? "" : " to \(PaddingTarget(value: target).defaultValueDescription)")
    }
    if boundaryMask { words += ", boundaries masked" }
    if strategy == .window { words += ", seed \(seed)" }
    return words
  }
}

/// `--buckets`: ascending lengths.
struct BucketList: ExpressibleByArgument, Sendable, Hashable {
  var lengths: [Int]

  init?(argument: String) {
    lengths = argument.split(separator: ",", omittingEmptySubsequences: false).map { Quantity(argument: String($0))?.value ?? 0 }
    for (index, length) in lengths.enumerated() where length <= (index == 0 ? 0 : lengths[index - 1]) { return nil }
  }
}

/// `--pad-to`: how long a row becomes.
struct PaddingTarget: ExpressibleByArgument, Sendable {
  var value: RowPadding.Target

  init(value: RowPadding.Target) { self.value = value }

  init?(argument: String) {
    if argument == "length" {
      value = .length
      return
    }
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Quantity(argument: String(parts[1]))?.value, number >= 1 else { return nil }
    switch parts[0] {
    case "multiple": value = .multiple(number)
    case "batch": value = .batch(number)
    default: return nil
    }
  }

  var defaultValueDescription: String {
    switch value {
    case .length: "length"
    case .multiple(let number): "multiple:\(number)"
    case .batch(let number): "batch:\(number)"
    case .batchTokens(let number): "batches of \(number) tokens"
    }
  }
}

extension PackingStrategy: ExpressibleByArgument {}
extension OverflowPolicy: ExpressibleByArgument {}
extension PaddingSide: ExpressibleByArgument {}
