internal import PrepTokenizers

/// The ids that are given before the first merge: special tokens and bytes, or those of a vocabulary that training goes
/// on from.
struct TrainingAlphabet {
  /// Whether all tokens with bytes are single bytes, or single characters: each takes one slot of a word.
  let isOfBytes: Bool
  /// Whether they are characters.
  var isOfCharacters = false
  /// The bytes of each token by id; none for special tokens.
  private(set) var tokens: [[UInt8]] = []
  /// The token of each byte; nil for bytes that are left out of the words.
  private(set) var tokenOfByte = [UInt32?](repeating: nil, count: 256)
  /// The special tokens that come before the bytes, or behind the vocabulary that training goes on from.
  private(set) var specialTokens: [String] = []
  /// The id of the first of these; the others follow.
  private(set) var firstSpecialID: UInt32 = 0
  /// The id of every text that is a token, by the bytes it stands for; two tokens never have the same.
  private(set) var idOfBytes: [[UInt8]: UInt32] = [:]

  /// - Parameter byteCounts: How often each byte occurs in the words.
  init(byteCounts: [Int], options: TrainingOptions) {
    precondition(byteCounts.count == 256, "one count for each byte")
    isOfBytes = true
    if options.ties == .rustbpe {
      for byte in UInt8.min...UInt8.max { addByte(byte) }
      return
    }
    var seen: Set<[UInt8]> = []
    for name in options.specialTokens where seen.insert(Array(name.utf8)).inserted {
      let id = UInt32(tokens.count)
      specialTokens.append(name)
      tokens.append([])
      if let bytes = ByteAlphabet.bytes(of: name) { idOfBytes[bytes] = id }
    }
    for byte in Self.kept(byteCounts, options) { addByte(byte) }
  }

  /// The special tokens alone, to which characters are added.
  init(specialTokens names: [String]) {
    isOfBytes = true
    isOfCharacters = true
    for name in names where idOfBytes[Array(name.utf8)] == nil {
      idOfBytes[Array(name.utf8)] = UInt32(tokens.count)
      specialTokens.append(name)
      tokens.append([])
    }
  }

  /// Adds a token that stands in a word as it is; of a special token that is written so, this is the token.
  mutating func add(_ text: [UInt8]) -> UInt32 {
    if let known = idOfBytes[text] {
      tokens[Int(known)] = text
      return known
    }
    idOfBytes[text] = UInt32(tokens.count)
    tokens.append(text)
    return UInt32(tokens.count - 1)
  }

  /// - Parameter base: The vocabulary that training goes on from; its ids stay as they are.
  init(continuing base: VocabularyContents, options: TrainingOptions) {
    isOfBytes = false
    tokens = base.tokens
    let end = (base.specialTokens + base.plainTokens).map { Int($0.id) + 1 }.max() ?? 0
    while tokens.count < end { tokens.append([]) }
    for (id, bytes) in tokens.enumerated() where !bytes.isEmpty && idOfBytes[bytes] == nil {
      idOfBytes[bytes] = UInt32(id)
    }
    if options.ties == .rustbpe { return }
    firstSpecialID = UInt32(tokens.count)
    let known = Set((base.specialTokens + base.plainTokens).map(\.name))
    for name in options.specialTokens where !known.contains(name) && !specialTokens.contains(name) {
      specialTokens.append(name)
      if let bytes = ByteAlphabet.bytes(of: name), idOfBytes[bytes] == nil { idOfBytes[bytes] = UInt32(tokens.count) }
      tokens.append([])
    }
  }

  private mutating func addByte(_ byte: UInt8) {
    if let known = idOfBytes[[byte]] {
      // A special token that is written like the byte.
      tokens[Int(known)] = [byte]
      tokenOfByte[Int(byte)] = known
      return
    }
    let id = UInt32(tokens.count)
    tokens.append([byte])
    tokenOfByte[Int(byte)] = id
    idOfBytes[[byte]] = id
  }

  /// The bytes that are tokens, by the code points that stand for them.
  private static func kept(_ byteCounts: [Int], _ options: TrainingOptions) -> [UInt8] {
    func isInitial(_ byte: UInt8) -> Bool {
      switch options.initialAlphabet {
      case .all: true
      case .only(let bytes): bytes.contains(byte)
      }
    }
    var alphabet: [(byte: UInt8, isInitial: Bool, count: Int)] = []
    for byte in UInt8.min...UInt8.max where isInitial(byte) || byteCounts[Int(byte)] > 0 {
      alphabet.append((byte, isInitial(byte), byteCounts[Int(byte)]))
    }
    func point(_ byte: UInt8) -> UInt32 { ByteAlphabet.codePoints[Int(byte)] }
    if let limit = options.alphabetLimit, alphabet.count > limit {
      // Those that are wanted in any case stay first, of these and of others the more frequent ones. Hugging Face leaves
      // to chance which of equally frequent ones go, and takes all that are wanted for equally frequent; here those
      // with larger code points go.
      alphabet.sort {
        ($1.isInitial ? 1 : 0, $1.count, point($0.byte)) < ($0.isInitial ? 1 : 0, $0.count, point($1.byte))
      }
      alphabet.removeLast(alphabet.count - max(0, limit))
    }
    return alphabet.map(\.byte).sorted { point($0) < point($1) }
  }
}
