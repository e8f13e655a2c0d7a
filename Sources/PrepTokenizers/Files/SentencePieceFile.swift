/// A SentencePiece model as its file has it: Protocol Buffers after `sentencepiece_model.proto`.
struct SentencePieceFile {
  enum Kind: Int {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  struct Piece {
    var text: [UInt8] = []
    var score: Float = 0
    var kind = Kind.normal
  }

  var pieces: [Piece] = []
  /// 1 Unigram, 2 BPE, 3 words, 4 characters.
  var modelType = 1
  var takesSpaceAsSuffix = false
  var fallsBackToBytes = false
  var unknownID = 0
  var beginID = 1
  var endID = 2
  var padID = -1
  var unknownText = Array(" \u{2047} ".utf8)
  var map: [UInt8] = []
  /// What is done to decoded text.
  var denormalizingMap: [UInt8] = []
  var addsDummyPrefix = true
  var removesExtraSpaces = true
  var escapesSpaces = true

  /// A model of these pieces.
  init(
    pieces: [Piece], modelType: Int, fallsBackToBytes: Bool, endID: Int, padID: Int, map: [UInt8],
    addsDummyPrefix: Bool, removesExtraSpaces: Bool
  ) {
    self.pieces = pieces
    self.modelType = modelType
    self.fallsBackToBytes = fallsBackToBytes
    self.endID = endID
    self.padID = padID
    self.map = map
    self.addsDummyPrefix = addsDummyPrefix
    self.removesExtraSpaces = removesExtraSpaces
  }

  /// Reads a file; nil when it is no such model.
  init?(_ bytes: [UInt8]) {
    var isSound = true
    let read = Fields.forEach(bytes[...]) { field, value in
      switch (field, value) {
      case (1, .bytes(let body)): if let piece = Self.piece(body) { pieces.append(piece) } else { isSound = false }
      case (2, .bytes(let body)): if !trainer(body) { isSound = false }
      case (3, .bytes(let body)): if !normalizer(body) { isSound = false }
      case (5, .bytes(let body)):
        isSound =
          Fields.forEach(body) { field, value in
            if field == 2, case .bytes(let map) = value { denormalizingMap = Array(map) }
          } && isSound
      default: break
      }
    }
    guard read, isSound, pieces.contains(where: { $0.kind == .unknown }) else { return nil }
  }

  private static func piece(_ bytes: ArraySlice<UInt8>) -> Piece? {
    var piece = Piece()
    let read = Fields.forEach(bytes) { field, value in
      switch (field, value) {
      case (1, .bytes(let text)): piece.text = Array(text)
      case (2, .word(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .number(let kind)): piece.kind = Kind(rawValue: Int(kind)) ?? .normal
      default: break
      }
    }
    return read ? piece : nil
  }

  private mutating func trainer(_ bytes: ArraySlice<UInt8>) -> Bool {
    Fields.forEach(bytes) { field, value in
      switch (field, value) {
      case (3, .number(let type)): modelType = Int(type)
      case (24, .number(let flag)): takesSpaceAsSuffix = flag != 0
      case (35, .number(let flag)): fallsBackToBytes = flag != 0
      case (40, .number(let id)): unknownID = Int(Int32(truncatingIfNeeded: id))
      case (41, .number(let id)): beginID = Int(Int32(truncatingIfNeeded: id))
      case (42, .number(let id)): endID = Int(Int32(truncatingIfNeeded: id))
      case (43, .number(let id)): padID = Int(Int32(truncatingIfNeeded: id))
      case (44, .bytes(let text)): unknownText = Array(text)
      default: break
      }
    }
  }

  private mutating func normalizer(_ bytes: ArraySlice<UInt8>) -> Bool {
    Fields.forEach(bytes) { field, value in
      switch (field, value) {
      case (2, .bytes(let body)): map = Array(body)
      case (3, .number(let flag)): addsDummyPrefix = flag != 0
      case (4, .number(let flag)): removesExtraSpaces = flag != 0
      case (5, .number(let flag)): escapesSpaces = flag != 0
      default: break
      }
    }
  }

  /// The fields of a message of Protocol Buffers.
  private enum Fields {
    enum Value {
      case number(UInt64)
      case word(UInt32)
      case bytes(ArraySlice<UInt8>)
    }

    /// Hands over each field with its number; false when the bytes are no message.
    static func forEach(_ bytes: ArraySlice<UInt8>, _ body: (Int, Value) -> Void) -> Bool {
      var position = bytes.startIndex
      func number() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.endIndex, shift < 64 {
          let byte = bytes[position]
          position += 1
          value |= UInt64(byte & 0x7F) << shift
          if byte < 0x80 { return value }
          shift += 7
        }
        return nil
      }
      while position < bytes.endIndex {
        guard let key = number(), key >> 3 > 0, key >> 3 < 1 << 29 else { return false }
        let field = Int(key >> 3)
        switch key & 7 {
        case 0:
          guard let value = number() else { return false }
          body(field, .number(value))
        case 1:
          guard bytes.endIndex - position >= 8 else { return false }
          position += 8
        case 2:
          guard let size = number(), size <= UInt64(bytes.endIndex - position) else { return false }
          body(field, .bytes(bytes[position..<position + Int(size)]))
          position += Int(size)
        case 5:
          guard bytes.endIndex - position >= 4 else { return false }
          body(field, .word((0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << (8 * UInt32($1)) }))
          position += 4
        default: return false
        }
      }
      return true
    }
  }
}
