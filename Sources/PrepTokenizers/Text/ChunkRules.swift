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

  let way: Way
  /// ASCII that is white space, or becomes it.
  let spaces: [Bool]
  /// Whether a run of white space is as one space.
  private let joinsRuns: Bool
  /// What happens to units that do not begin a stretch.
  let inner: TextPreparation
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
      cuts = UnitCuts(others: .ends) { scalar in
        if isSpace(scalar) { return .begins }
        if effects.map != nil, CharacterText.prepends(scalar) { return [] }
        return effects.isPlain(scalar) && !CharacterText.isSpace(scalar) ? Self.plain(scalar).union(.ends) : .ends
      }
    } else if isWhole, effects.keepsRuns {
      way = .whole
      direct = vocabulary.model
      joints = nil
      let texts = cutting.texts?()
      if texts == nil, !effects.names.isEmpty { return nil }
      let joined = cutting.joinedBefore
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
      joints = texts.map {
        UnitCuts(others: [], { _ in [] }, joining: $0, knowsAll: cutting.partsUnknown, apart: [0x2581])
      }
      let joined = isWhole ? cutting.joinedBefore : []
      cuts = UnitCuts(others: []) { scalar in
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
    }
    inner = Self.inner(preparation)
  }

  /// What a plain character says: behind white space one that joins it is not.
  private static func plain(_ scalar: Unicode.Scalar) -> UnitCuts.Sides {
    CharacterText.joins(scalar) ? .plain : [.plain, .follows]
  }

  private static let mark: [UInt8] = [0xE2, 0x96, 0x81]

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

  /// Calls a closure with the plain text of a unit, with one space in front where marks begin words, or with its words one
  /// after another; false for a unit that has to be prepared.
  func forEachPlainPart(of unit: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    switch way {
    case .whole:
      guard cuts.isPlain(unit) else { return false }
      body(unit)
    case .words(let lowercases):
      guard cuts.isPlain(unit) else { return false }
      forEachWord(of: unit, lowercases, body)
    case .spaced:
      var start = 0
      while start < unit.count, unit[start] < 0x80, spaces[Int(unit[start])] { start += 1 }
      let rest = UnsafeBufferPointer(rebasing: unit[start...])
      guard start == 1 || start > 1 && joinsRuns, !rest.isEmpty, cuts.isPlain(rest),
        let (first, _) = CharacterText.at(rest, 0), cuts.sides(of: first).contains(.follows)
      else { return false }
      if unit[start - 1] == 0x20 {
        body(UnsafeBufferPointer(rebasing: unit[(start - 1)...]))
      } else {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rest.count + 1) { text in
          text[0] = 0x20
          for (place, byte) in rest.enumerated() { text[place + 1] = byte }
          body(UnsafeBufferPointer(text))
        }
      }
    }
    return true
  }

  /// Calls a closure with what the model takes for a plain text, with marks for spaces where there are marks.
  @inline(__always)
  func withMarks(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if case .words = way { return body(text) }
    if !text.contains(0x20) { return body(text) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count * 3) { marked in
      var count = 0
      for byte in text {
        if byte == 0x20 {
          for place in 0..<3 { marked[count + place] = Self.mark[place] }
          count += 3
        } else {
          marked[count] = byte
          count += 1
        }
      }
      body(UnsafeBufferPointer(rebasing: marked[..<count]))
    }
  }

  /// Hands over the words of a unit, and what is set apart.
  private func forEachWord(
    of unit: UnsafeBufferPointer<UInt8>, _ lowercases: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: unit.count) { word in
      var length = 0
      func flush() {
        if length > 0 { body(UnsafeBufferPointer(rebasing: word[..<length])) }
        length = 0
      }
      var position = 0
      while position < unit.count {
        let (scalar, width) = CharacterText.at(unit, position) ?? ("\u{FFFD}", 1)
        let sides = cuts.sides(of: scalar)
        let begins = sides.contains(.begins)
        if begins { flush() }
        if !begins || sides.contains(.ends) {
          for place in position..<position + width { word[length + place - position] = unit[place] }
          if lowercases, width == 1, unit[position] >= 0x41, unit[position] <= 0x5A { word[length] |= 0x20 }
          length += width
        }
        if begins { flush() }
        position += width
      }
      flush()
    }
  }
}
