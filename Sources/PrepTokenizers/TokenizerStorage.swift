internal import PrepBytePairEncoding
import PrepConcurrency
internal import PrepSubwords
import PrepSystem
import Synchronization

/// A model other than byte-level byte pair encoding, and how its tokens become text.
struct SubwordVocabulary: Sendable {
  let model: any SubwordModel
  /// What kind of model it is, for people: `WordPiece`, `Unigram`.
  let kind: String
  /// The program whose results are the right ones.
  let reference: String
  /// What makes text of tokens; nil joins them by spaces.
  let decoder: [TextDecoder]?
  /// What the model depends on besides tokens and preparation, for the fingerprint.
  let description: [UInt8]
  /// What is known of where its pieces may be cut; nil when nothing is.
  var cutting: Cutting?
  /// The token for unknown text that is written as this text, where places are counted.
  var unknownText: Token?
  /// What text becomes that the model does not know; nil where there is no such token.
  var unknownToken: Token? { model.unknownToken }

  /// Where chance starts, with a model that leaves out merges.
  var dropoutSeed: UInt64?
  /// What the fingerprint is made of where merges are left out: that of the vocabulary, whose ids mean the same.
  var undropped: Undropped?

  /// Preparation and model of a tokenizer before merges were left out.
  struct Undropped: Sendable {
    var preparation: [UInt8]?
    var model: [UInt8]?
  }

  /// Where a model's pieces may be cut.
  struct Cutting: Sendable {
    /// Whether a text that is one piece may be cut before a mark for a space that does not stand behind one of
    /// `joinedBefore`.
    let isExact: Bool
    /// Gives the characters behind which some token goes on with a mark.
    let joinedBefore: @Sendable () -> Set<UInt32>
    /// Gives all that text may become and that merges make on the way, with spaces for marks: between two characters
    /// that stand side by side in none of it texts may be cut besides. Nil where the model's tokens reach further.
    var texts: (@Sendable () -> [[UInt8]])?
    /// Whether characters that have no token may be parted from others too.
    var partsUnknown = false
    /// The characters at the ends of the text of the unknown token, which becomes one with what is unknown beside it.
    var unknownEdges: Set<UInt32> = []

    init(
      isExact: Bool, joinedBefore: @escaping @Sendable () -> Set<UInt32>, texts: (@Sendable () -> [[UInt8]])? = nil,
      partsUnknown: Bool = false
    ) {
      self.isExact = isExact
      self.joinedBefore = joinedBefore
      self.texts = texts
      self.partsUnknown = partsUnknown
    }

    private static let mark: [UInt8] = [0xE2, 0x96, 0x81]

    /// The characters behind which some of these texts go on with a mark; nil when a text has a space, which no text
    /// then is.
    static func joined(_ texts: some Sequence<[UInt8]>) -> Set<UInt32> {
      var joined = Set<UInt32>()
      for text in texts where text.count > 3 {
        text.withUnsafeBufferPointer { bytes in
          for place in 1..<max(1, bytes.count - 2)
          where bytes[place] == 0xE2 && bytes[place + 1] == 0x96 && bytes[place + 2] == 0x81 {
            if let (scalar, _) = CharacterText.before(bytes, place), scalar.value != 0x2581 {
              joined.insert(scalar.value)
            }
          }
        }
      }
      return joined
    }

    /// A text with spaces for marks; nil when it has spaces already, and so never comes of a text.
    static func spaced(_ text: [UInt8]) -> [UInt8]? {
      if text.contains(0x20) { return nil }
      return TextDecoder.replaced(text, mark, [0x20])
    }
  }
}

/// What the copies of a tokenizer share.
final class TokenizerStorage: Sendable {
  /// The merges, or with another model its tokens as texts alone.
  let table: MergeTable
  /// The model where it is not byte-level byte pair encoding.
  let subwords: SubwordVocabulary?
  /// The bytes of all tokens, special ones included.
  let tokens: TokenBytes
  let pattern: SplitPattern
  let patternDescription: String
  let specialTokens: SpecialTokens
  /// What happens to a text before it is split; nil when nothing does.
  var preparation: TextPreparation? { shared?.value }
  /// The same for those who use it again and again.
  let shared: SharedPreparation?
  /// The tokens put around a text where a model asks for it.
  let template: TextTemplate
  /// The `tokenizer.json` it was read from as it is; nil for any other origin.
  let jsonOrigin: JSONOrigin?
  /// Finds the special tokens of the vocabulary.
  let specialMatcher: SpecialTokenMatcher
  /// What the encoders left out for want of a token.
  let lostText: LostTextSum
  /// What the encoders have seen.
  let pieces = PieceStore()

  // What is made when first asked for. Two threads that ask at once both make it, and one of the two is kept.
  private let lazyBoundaries = AtomicLazyReference<HardBoundaries>()
  private let lazyFingerprint = AtomicLazyReference<Made<String>>()
  private let lazyChunkRules = AtomicLazyReference<Made<ChunkRules?>>()
  private let lazyStepCuts = AtomicLazyReference<Made<StepCuts?>>()
  /// The fingerprint in the making, where that began before this.
  private let earlyFingerprint: BackgroundValue<String>?
  private let idle = IdleShelf<Encoder.Core>()
  /// The same tokenizer with more control tokens.
  private let reserved = AtomicLazyReference<Reserved>()

  /// A value that was made.
  private final class Made<Value: Sendable>: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  /// The same tokenizer with more control tokens, by their names: a chain that only grows at its end.
  private final class Reserved: Sendable {
    let names: Set<[UInt8]>
    let storage: TokenizerStorage
    let next = AtomicLazyReference<Reserved>()

    init(_ names: Set<[UInt8]>, _ storage: TokenizerStorage) {
      self.names = names
      self.storage = storage
    }
  }

  init(
    table: MergeTable, subwords: SubwordVocabulary? = nil, tokens: TokenBytes, pattern: SplitPattern,
    patternDescription: String, specialTokens: SpecialTokens,
    preparation: TextPreparation? = nil, template: TextTemplate = TextTemplate(),
    jsonOrigin: JSONOrigin? = nil, earlyFingerprint: BackgroundValue<String>? = nil,
    lostText: LostTextSum = LostTextSum()
  ) {
    self.table = table
    self.subwords = subwords
    self.tokens = tokens
    self.pattern = pattern
    self.patternDescription = patternDescription
    self.specialTokens = specialTokens
    shared = preparation.map { SharedPreparation($0) }
    self.template = template
    self.jsonOrigin = jsonOrigin
    self.earlyFingerprint = earlyFingerprint
    self.lostText = lostText
    specialMatcher = SpecialTokenMatcher(
      specialTokens.entries.enumerated().map {
        SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
      })
  }

  /// Where pieces may be cut; made when first asked for.
  var boundaries: HardBoundaries { lazyBoundaries.load() ?? lazyBoundaries.storeIfNil(HardBoundaries(tokens)) }

  /// Where texts may be cut before they are prepared; made when first asked for, nil when that is not known.
  var chunkRules: ChunkRules? {
    guard let subwords, let preparation else { return nil }
    return (lazyChunkRules.load() ?? lazyChunkRules.storeIfNil(Made(ChunkRules(preparation, subwords)))).value
  }

  /// Where texts of a byte-level vocabulary may be cut before they are prepared; made when first asked for, nil when that
  /// is not known.
  var stepCuts: StepCuts? {
    guard subwords == nil, let preparation, !preparation.steps.isEmpty, !preparation.patternCutsAsSteps else {
      return nil
    }
    return (lazyStepCuts.load() ?? lazyStepCuts.storeIfNil(Made(StepCuts(preparation)))).value
  }

  var fingerprint: String {
    if let known = lazyFingerprint.load() { return known.value }
    let made = earlyFingerprint.flatMap { try? $0.get() } ?? Fingerprint.of(self)
    return lazyFingerprint.storeIfNil(Made(made)).value
  }

  /// The same with added tokens that are listed as plain taken for control tokens; made once for each set of names.
  func reserving(_ tokens: [AddedToken]) -> TokenizerStorage {
    let names = Set(tokens.map(\.name))
    var last: Reserved?
    var link = reserved.load()
    while let known = link {
      if known.names == names { return known.storage }
      last = known
      link = known.next.load()
    }
    let made = Reserved(names, reserving(tokens, names))
    // At the end of the chain, which others may have added to meanwhile.
    while true {
      let added = last?.next.storeIfNil(made) ?? reserved.storeIfNil(made)
      if added.names == names { return added.storage }
      last = added
    }
  }

  private func reserving(_ tokens: [AddedToken], _ names: Set<[UInt8]>) -> TokenizerStorage {
    var preparation = self.preparation
    if var changed = preparation {
      changed.rawTokens = changed.rawTokens.reserving(names)
      changed.normalizedTokens = changed.normalizedTokens.reserving(names)
      preparation = changed
    }
    let entries =
      specialTokens.entries
      + tokens.map { SpecialTokens.Entry(name: String(decoding: $0.name, as: UTF8.self), id: $0.id) }
    return copy(
      specialTokens: SpecialTokens(
        entries, beginOfText: specialTokens.beginOfText, endOfText: specialTokens.endOfText, pad: specialTokens.pad),
      preparation: preparation)
  }

  /// The same with other special tokens.
  func copy(specialTokens: SpecialTokens) -> TokenizerStorage {
    copy(specialTokens: specialTokens, preparation: preparation)
  }

  /// The same with another model.
  func copy(subwords: SubwordVocabulary, preparation: TextPreparation) -> TokenizerStorage {
    copy(specialTokens: specialTokens, preparation: preparation, subwords: subwords)
  }

  private func copy(specialTokens: SpecialTokens, preparation: TextPreparation?, subwords: SubwordVocabulary? = nil)
    -> TokenizerStorage
  {
    TokenizerStorage(
      table: table, subwords: subwords ?? self.subwords, tokens: tokens, pattern: pattern,
      patternDescription: patternDescription,
      specialTokens: specialTokens, preparation: preparation, template: template, jsonOrigin: jsonOrigin,
      lostText: lostText)
  }

  /// An encoder for a call that has none of its own.
  func borrowCore() -> Encoder.Core { idle.take() ?? Encoder.Core(self) }

  func giveBack(_ core: Encoder.Core) { idle.put(core) }
}
