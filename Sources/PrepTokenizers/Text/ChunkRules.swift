internal import PrepBytePairEncoding
internal import PrepSubwords
import Synchronization

/// Where a text may be cut into units before it is prepared, so that its parts have the tokens they have in the whole,
/// and which units go through preparation as they are but for the marks of spaces.
///
/// A unit is cut off where neither a normalizer nor a piece of the model can reach across: before white space between
/// characters that nothing changes; around what BERT sets apart; where nothing is changed at all, between any two
/// characters that stand side by side in no token.
final class ChunkRules: Sendable {
  /// How the units that nothing changes are given to the model.
  enum Way: Sendable {
    /// With marks for spaces.
    case whole
    /// With one mark in front, for the white space there.
    case spaced
    /// The words apart, without white space, in small letters where the vocabulary is.
    case words(lowercases: Bool)
  }

  /// Where units end.
  let cuts: UnitCuts
  /// Where units may be cut that are not known, which nothing changes.
  let joints: UnitCuts?
  /// The model where it takes units that nothing changes; nil when it takes none.
  let direct: (any SubwordModel)?
  private let lazyFast = AtomicLazyReference<Fast>()

  private final class Fast: Sendable {
    let model: any SubwordModel
    init(_ model: any SubwordModel) { self.model = model }
  }

  /// The same for much text; made when first asked for.
  func fast(_ direct: any SubwordModel) -> any SubwordModel {
    (lazyFast.load() ?? lazyFast.storeIfNil(Fast(direct.forMuch()))).model
  }

  /// The model where sums of scores run through a text; nil for any other.
  private let summing: UnigramModel?

  func chained(forMuch: Bool) -> UnigramModel? {
    guard let summing else { return nil }
    return forMuch ? fast(summing) as? UnigramModel : summing
  }

  /// The model where its sums begin anew with each word and units are parts of words; nil for any other.
  private let measuring: UnigramModel?
  /// See ``UnigramModel/leastGap``.
  let leastGap: Double

  func measured(forMuch: Bool) -> UnigramModel? {
    guard let measuring else { return nil }
    return forMuch ? fast(measuring) as? UnigramModel : measuring
  }

  /// Where the word ends in which a unit ends at a position: at the end of the text, or where white space begins a unit.
  func endOfWord(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    var end = position
    while end < text.count, !beginsWord(text[end]) { end = cuts.end(of: text, from: end) }
    return end
  }

  /// Whether a unit that begins with this byte begins a word.
  @inline(__always)
  func beginsWord(_ byte: UInt8) -> Bool { byte < 0x80 && spaces[Int(byte)] }

  let way: Way
  /// ASCII that is white space, or becomes it.
  let spaces: [Bool]
  /// Whether a run of white space is as one space.
  let joinsRuns: Bool
  /// What happens to units that do not begin a stretch.
  private let inner: SharedPreparation
  /// What happens to those of these that white space does not begin, where that is another matter.
  let middle: SharedPreparation?
  /// The units that encoders have seen.
  let units = PieceStore()

  /// What is known of a tokenizer's preparation and model; nil when units cannot be told.
  init?(_ preparation: TextPreparation, _ vocabulary: SubwordVocabulary) {
    guard let cutting = vocabulary.cutting, preparation.missingBytes == nil, !preparation.usesAlphabet,
      !preparation.normalizedTokens.hasPlainTokens
    else { return nil }
    var partsWords = false
    var isWhole = false
    var metaspace: SplitStep.Metaspace?
    switch preparation.steps.first?.kind {
    case .bertWords, .spaces: partsWords = true
    case .metaspace(let given):
      guard given.mark == Self.mark else { return nil }
      metaspace = given
      isWhole = !given.splits
    case .whole: isWhole = true
    // What comes up in no prepared text.
    case .text(let text, _, _) where preparation.normalizers.contains { $0.replaces(text) }: isWhole = true
    default: return nil
    }
    if !partsWords, preparation.steps.count > 1 { return nil }
    // Steps after the first cut what no space is in.
    if isWhole, !cutting.isExact { return nil }
    guard let effects = NormalizerEffects(preparation, partsWords: partsWords) else { return nil }
    let marksSpaces = effects.marksSpaces || metaspace != nil || !isWhole && !partsWords
    if !partsWords, !marksSpaces { return nil }
    let summing = (vocabulary.model as? UnigramModel).flatMap { $0.isChained ? $0 : nil }
    if summing != nil, !preparation.isOnePiece { return nil }
    self.summing = summing
    if !effects.names.isEmpty, !isWhole || !effects.keepsRuns { return nil }
    if let symbols = preparation.sentencePiece?.symbolTexts, !Self.areInside(symbols, effects, cutting) { return nil }
    if case .spaces? = preparation.steps.first?.kind { joinsRuns = true } else { joinsRuns = effects.joinsRuns }
    spaces = (0..<128).map { effects.isSpace(UInt8($0), partsWords: partsWords) }
    let spaces = spaces
    @Sendable func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && spaces[Int(scalar.value)] }

    let marksWords =
      preparation.steps.last.map {
        if case .metaspace(let last) = $0.kind { last.scheme == .always && last.mark == Self.mark } else { false }
      } ?? false
    let parts = marksWords ? Self.parts(preparation, vocabulary, effects, cutting) : nil
    measuring = parts?.model
    leastGap = parts?.model.leastGap ?? 0
    if case .bertWords? = preparation.steps.first?.kind, preparation.steps.count == 1, effects.map == nil,
      !effects.composes
    {
      way = .words(lowercases: effects.lowers)
      direct = vocabulary.model
      joints = nil
      cuts = Self.words(effects, isSpace)
    } else if partsWords {
      way = .spaced
      direct = marksWords && preparation.steps.count == 2 ? vocabulary.model : nil
      joints = nil
      cuts = UnitCuts(
        others: .ends,
        { scalar in
          if isSpace(scalar) { return .begins }
          if effects.map != nil, CharacterText.prepends(scalar) { return [] }
          return effects.isPlain(scalar) && !CharacterText.isSpace(scalar) ? Self.plain(scalar).union(.ends) : .ends
        }, joining: parts?.texts, knowsAll: false, apart: parts?.apart ?? [], partsPlainOnly: true)
    } else if isWhole, effects.keepsRuns {
      way = .whole
      direct = vocabulary.model
      joints = nil
      let texts = cutting.texts?()
      if texts == nil, !effects.names.isEmpty { return nil }
      let joined = cutting.joinedBefore()
      // What a name becomes may merge with what stands beside it.
      let edges = Set(effects.names.flatMap { [UInt32($0[0]), UInt32($0[$0.count - 1])] })
      cuts = UnitCuts(
        others: .plain,
        { scalar in
          if scalar == "▁" || edges.contains(scalar.value) { return [] }
          if scalar == " " { return texts == nil ? [.plain, .begins] : .plain }
          return texts == nil && !joined.contains(scalar.value) ? [.plain, .ends] : .plain
        }, joining: texts.map { $0 + effects.names }, knowsAll: cutting.partsUnknown, apart: edges.union([0x2581]))
    } else {
      way = .spaced
      direct = vocabulary.model
      let texts = cutting.isExact ? cutting.texts?() : nil
      // Where nothing but a map reaches across characters, units end where parts of them may.
      let mapped = preparation.sentencePiece.flatMap { _ in
        texts == nil ? nil : effects.map.map { $0.continuations() } ?? []
      }
      let joined = isWhole ? cutting.joinedBefore() : []
      @Sendable func sides(_ scalar: Unicode.Scalar) -> UnitCuts.Sides {
        if isSpace(scalar) { return .begins }
        var sides: UnitCuts.Sides = []
        if effects.isEdge(scalar) {
          if !joined.contains(scalar.value) { sides.insert(.ends) }
        } else {
          return []
        }
        if effects.isPlain(scalar) { sides.formUnion(Self.plain(scalar)) }
        return sides
      }
      if let texts, let mapped {
        joints = nil
        cuts = UnitCuts(
          others: [], sides, joining: texts, knowsAll: cutting.partsUnknown, apart: mapped.union([0x20, 0x2581]),
          partsPlainOnly: true)
      } else if let parts {
        joints = nil
        cuts = UnitCuts(
          others: [], sides, joining: parts.texts, knowsAll: false, apart: parts.apart, partsPlainOnly: true)
      } else {
        joints = texts.map {
          UnitCuts(others: [], { _ in [] }, joining: $0, knowsAll: cutting.partsUnknown, apart: [0x2581])
        }
        cuts = UnitCuts(others: [], sides)
      }
    }
    middle = Self.middle(preparation, isPart: parts != nil).map { SharedPreparation($0) }
    inner = SharedPreparation(Self.inner(preparation))
  }

  /// A model whose sums begin anew with each word, and what cuts within words need; nil where words are not cut.
  private static func parts(
    _ preparation: TextPreparation, _ vocabulary: SubwordVocabulary, _ effects: NormalizerEffects,
    _ cutting: SubwordVocabulary.Cutting
  ) -> (model: UnigramModel, texts: [[UInt8]], apart: Set<UInt32>)? {
    guard let model = vocabulary.model as? UnigramModel, !model.isChained, model.unknown != nil, !effects.composes,
      case .metaspace(let metaspace)? = preparation.steps.last?.kind, metaspace.splits
    else { return nil }
    if preparation.steps.count > 1 {
      guard preparation.steps.count == 2, case .spaces = preparation.steps[0].kind else { return nil }
    }
    guard let joined = effects.map.map({ $0.continuations() }) ?? [], let texts = cutting.texts?() else { return nil }
    return (model, texts, joined.union(cutting.unknownEdges).union([0x20, 0x2581]))
  }

  /// What a plain character says: behind white space one that joins it is not.
  private static func plain(_ scalar: Unicode.Scalar) -> UnitCuts.Sides {
    CharacterText.joins(scalar) ? .plain : [.plain, .follows]
  }

  static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  /// Whether texts that users defined, which stay as they are and never merge, are told as all others are.
  private static func areInside(
    _ symbols: [[UInt8]], _ effects: NormalizerEffects, _ cutting: SubwordVocabulary.Cutting
  ) -> Bool {
    if symbols.isEmpty { return true }
    return effects.keepsRuns && cutting.texts != nil
      && !symbols.contains { $0.contains(0x20) || TextDecoder.replaced($0, mark, [0x20]) != $0 }
  }

  /// White space and what BERT sets apart.
  private static func words(_ effects: NormalizerEffects, _ isSpace: (Unicode.Scalar) -> Bool) -> UnitCuts {
    let single: UnitCuts.Sides = [.ends, .endsBefore, .begins, .beginsBefore, .follows, .plain]
    return UnitCuts(others: [.ends, .follows]) { scalar in
      if isSpace(scalar) { return [.begins, .beginsBefore, .follows, .plain] }
      if effects.isSetApart(scalar) { return single }
      if effects.isChanged(scalar) {
        let isCapital = effects.lowers && scalar.value >= 0x41 && scalar.value <= 0x5A
        return isCapital ? [.ends, .beginsBefore, .follows, .plain] : [.ends, .follows]
      }
      var sides: UnitCuts.Sides = [.ends, .beginsBefore, .follows]
      if CharacterText.isPunctuation(scalar) { return single }
      if !CharacterText.isSpace(scalar) { sides.insert(.plain) }
      return sides
    }
  }

  /// What happens to units that do not begin a stretch.
  private static func inner(_ preparation: TextPreparation) -> TextPreparation {
    var inner = preparation
    inner.normalizers = preparation.normalizers.compactMap { normalizer in
      switch normalizer {
      case .prepend: nil
      // White space that a unit begins with stands between two others.
      case .strip(_, let right): .strip(left: false, right: right)
      default: normalizer
      }
    }
    inner.rawTokens = AddedTokenMatcher([])
    inner.normalizedTokens = AddedTokenMatcher([])
    // The space that a unit begins with is the one that would be put in front, or is kept.
    inner.sentencePiece?.addsDummyPrefix = preparation.sentencePiece?.removesExtraSpaces ?? false
    if preparation.steps.count == 1, case .metaspace(var metaspace)? = preparation.steps.first?.kind, !metaspace.splits
    {
      // What is not cut at marks has one in front of its beginning alone.
      metaspace.scheme = .never
      inner.steps = [SplitStep(.metaspace(metaspace))]
    }
    return inner
  }

  /// The same for units that no white space begins; nil where there is no difference.
  private static func middle(_ preparation: TextPreparation, isPart: Bool) -> TextPreparation? {
    guard preparation.sentencePiece != nil || isPart else { return nil }
    var middle = inner(preparation)
    middle.sentencePiece?.addsDummyPrefix = false
    if isPart, case .metaspace(var metaspace)? = middle.steps.last?.kind {
      metaspace.scheme = .rest
      middle.steps[middle.steps.count - 1] = SplitStep(.metaspace(metaspace))
    }
    return middle
  }

  /// What happens to a unit that does not begin a stretch.
  func preparation(of unit: UnsafeBufferPointer<UInt8>) -> SharedPreparation {
    guard let middle, let first = unit.first, first >= 0x80 || !spaces[Int(first)] else { return inner }
    return middle
  }
}
