internal import PrepBytePairEncoding
import PrepConcurrency
import Synchronization

/// What the copies of a tokenizer share.
final class TokenizerStorage: Sendable {
  let table: MergeTable
  /// The bytes of all tokens, special ones included.
  let tokens: TokenBytes
  let pattern: SplitPattern
  let patternDescription: String
  let specialTokens: SpecialTokens
  /// What happens to a text before it is split; nil when nothing does.
  let preparation: TextPreparation?
  /// The tokens put around a text where a model asks for it.
  let template: TextTemplate
  /// The `tokenizer.json` it was read from as it is, or the name of a bundled one; nil for any other origin.
  let jsonOrigin: String?
  /// Finds the special tokens of the vocabulary.
  let specialMatcher: SpecialTokenMatcher
  /// What the encoders have seen.
  let pieces = PieceStore()

  private let lazyBoundaries = Mutex<HardBoundaries?>(nil)
  private let lazyFingerprint = Mutex<String?>(nil)
  /// The fingerprint in the making, where that began before this.
  private let earlyFingerprint: BackgroundValue<String>?
  private let idle = Mutex<[Encoder.Core]>([])
  /// The same tokenizer with more control tokens, by their names.
  private let reserved = Mutex<[Set<[UInt8]>: TokenizerStorage]>([:])

  init(
    table: MergeTable, tokens: TokenBytes, pattern: SplitPattern, patternDescription: String, specialTokens: SpecialTokens,
    preparation: TextPreparation? = nil, template: TextTemplate = TextTemplate(),
    jsonOrigin: String? = nil, earlyFingerprint: BackgroundValue<String>? = nil
  ) {
    self.table = table
    self.tokens = tokens
    self.pattern = pattern
    self.patternDescription = patternDescription
    self.specialTokens = specialTokens
    self.preparation = preparation
    self.template = template
    self.jsonOrigin = jsonOrigin
    self.earlyFingerprint = earlyFingerprint
    specialMatcher = SpecialTokenMatcher(
      specialTokens.entries.enumerated().map {
        SpecialTokenMatcher.Name(bytes: Array($1.name.utf8), id: $1.id, ordinal: $0)
      })
  }

  /// Where pieces may be cut; made when first asked for.
  var boundaries: HardBoundaries {
    lazyBoundaries.withLock { known in
      if let known { return known }
      let made = HardBoundaries(tokens)
      known = made
      return made
    }
  }

  var fingerprint: String {
    lazyFingerprint.withLock { known in
      if let known { return known }
      let made = earlyFingerprint.flatMap { try? $0.get() } ?? Fingerprint.of(self)
      known = made
      return made
    }
  }

  /// The same with added tokens that are listed as plain taken for control tokens; made once for each set of names.
  func reserving(_ tokens: [AddedToken]) -> TokenizerStorage {
    let names = Set(tokens.map(\.name))
    return reserved.withLock { known in
      if let found = known[names] { return found }
      var preparation = self.preparation
      if var changed = preparation {
        changed.rawTokens = changed.rawTokens.reserving(names)
        changed.normalizedTokens = changed.normalizedTokens.reserving(names)
        preparation = changed
      }
      let entries = specialTokens.entries + tokens.map { SpecialTokens.Entry(name: String(decoding: $0.name, as: UTF8.self), id: $0.id) }
      let made = TokenizerStorage(
        table: table, tokens: self.tokens, pattern: pattern, patternDescription: patternDescription,
        specialTokens: SpecialTokens(
          entries, beginOfText: specialTokens.beginOfText, endOfText: specialTokens.endOfText, pad: specialTokens.pad),
        preparation: preparation, template: template, jsonOrigin: jsonOrigin)
      known[names] = made
      return made
    }
  }

  /// An encoder for a call that has none of its own.
  func borrowCore() -> Encoder.Core { idle.withLock { $0.popLast() } ?? Encoder.Core(self) }

  func giveBack(_ core: consuming sending Encoder.Core) {
    let returned = core
    idle.withLock { if $0.count < 8 { $0.append(returned) } }
  }
}
