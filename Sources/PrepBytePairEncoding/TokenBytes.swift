import CKernels
import Synchronization

/// The bytes of every token of a vocabulary, by id.
///
/// SAFETY of `@unchecked Sendable`: bytes and places are written by `init` alone, and what is made later is put in its
/// place atomically.
package final class TokenBytes: @unchecked Sendable {
  /// Where the bytes of a token are; a length of 0 means that there is no such token.
  typealias Place = prep_token_place

  static let specialFlag: UInt32 = 1 << 31

  let bytes: UnsafeMutablePointer<UInt8>
  let places: UnsafeMutablePointer<Place>
  /// The length of each token where it is below 255: an eighth of the memory of `places`, which stays in the cache where
  /// the length of every token of a text is asked for.
  private let shortLengths: UnsafeMutablePointer<UInt8>
  /// The largest id plus one.
  package let count: Int
  /// The length of the longest token, special ones included.
  let longest: Int
  private let lazyShortTokens = AtomicLazyReference<ShortTokens>()

  /// Takes text and places; 16 readable bytes follow the text.
  init(text: [UInt8], places given: [Place]) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + 32)
    text.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { bytes.update(from: base, count: source.count) }
    }
    (bytes + text.count).update(repeating: 0, count: 32)
    let places = UnsafeMutablePointer<Place>.allocate(capacity: max(1, given.count))
    given.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { places.update(from: base, count: source.count) }
    }
    let shortLengths = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, given.count))
    for (index, place) in given.enumerated() {
      (shortLengths + index).initialize(to: UInt8(clamping: place.length & ~Self.specialFlag))
    }
    self.bytes = bytes
    self.places = places
    self.shortLengths = shortLengths
    count = given.count
    longest = given.reduce(0) { max($0, Int($1.length & ~Self.specialFlag)) }
  }

  deinit {
    bytes.deallocate()
    places.deallocate()
    shortLengths.deallocate()
  }

  /// The tokens as decoding reads them; made when first asked for.
  var shortTokens: ShortTokens { lazyShortTokens.load() ?? lazyShortTokens.storeIfNil(ShortTokens(self)) }

  /// The bytes of a token, alive as long as this object; nil when there is no such token.
  package func bytes(of token: Token) -> UnsafeBufferPointer<UInt8>? {
    guard Int(token) < count else { return nil }
    let place = places[Int(token)]
    let length = place.length & ~Self.specialFlag
    return length == 0 ? nil : UnsafeBufferPointer(start: bytes + Int(place.start), count: Int(length))
  }

  /// Whether a token is there and has exactly these bytes.
  package func has(_ token: Token, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard length(of: token) == text.count, let own = bytes(of: token) else { return false }
    return own.elementsEqual(text)
  }

  /// Whether two tokens have the same bytes.
  func haveSameText(_ first: Token, _ second: Token) -> Bool {
    guard let text = bytes(of: first) else { return false }
    return has(second, text)
  }

  /// How many bytes a token has; 0 when there is no such token.
  @inline(__always)
  package func length(of token: Token) -> Int {
    guard Int(token) < count else { return 0 }
    let length = shortLengths[Int(token)]
    return length < .max ? Int(length) : Int(places[Int(token)].length & ~Self.specialFlag)
  }

  /// Tokens of a text that are gone through from the first to the last.
  package struct Walk {
    /// How many tokens are behind.
    package var index = 0
    /// Where the last of them begins in the text.
    package var start = 0
    /// Where it ends.
    package var end = 0

    package init() {}
  }

  /// Goes on until a token reaches a place in the text, or there are no more. It is here, and not in a loop of the
  /// caller, because a call for every token costs more than what it asks for.
  package func advance(_ walk: inout Walk, through tokens: UnsafeBufferPointer<Token>, to place: Int) {
    while walk.end < place, walk.index < tokens.count {
      walk.start = walk.end
      walk.end += length(of: tokens[walk.index])
      walk.index += 1
    }
  }

  /// Whether a token is a special one.
  package func isSpecial(_ token: Token) -> Bool {
    Int(token) < count && places[Int(token)].length & Self.specialFlag != 0
  }
}

/// Collects the tokens of a vocabulary, in any order of ids.
package struct TokenBytesBuilder {
  /// The bytes of all tokens, one after the other.
  package var text: [UInt8] = []
  private var places: [TokenBytes.Place] = []

  package init(tokenCapacity: Int, textCapacity: Int) {
    text.reserveCapacity(textCapacity)
    places.reserveCapacity(tokenCapacity)
  }

  /// Names the bytes from `start` to `end` of ``text``, which may be put there later, as a token; false when the id is
  /// taken.
  @inline(__always)
  package mutating func place(_ id: Token, from start: Int, to end: Int, isSpecial: Bool = false) -> Bool {
    let index = Int(id)
    let place = TokenBytes.Place(
      start: UInt32(start), length: UInt32(end - start) | (isSpecial ? TokenBytes.specialFlag : 0))
    if index == places.count {
      places.append(place)
      return true
    }
    if index > places.count {
      places.append(contentsOf: repeatElement(TokenBytes.Place(start: 0, length: 0), count: index + 1 - places.count))
    }
    guard places[index].length == 0 else { return false }
    places[index] = place
    return true
  }

  /// Names the bytes from `start` to the end of ``text`` as a token; false when the id is taken.
  package mutating func place(_ id: Token, from start: Int, isSpecial: Bool = false) -> Bool {
    place(id, from: start, to: text.count, isSpecial: isSpecial)
  }

  /// Adds a token; false when the id is taken or the bytes are empty.
  package mutating func add(_ id: Token, _ bytes: some Sequence<UInt8>, isSpecial: Bool = false) -> Bool {
    let start = text.count
    text.append(contentsOf: bytes)
    return text.count > start && place(id, from: start, isSpecial: isSpecial)
  }

  /// The same for bytes in an array, of which vocabularies have many.
  package mutating func add(_ id: Token, _ bytes: [UInt8], isSpecial: Bool = false) -> Bool {
    let start = text.count
    text.append(contentsOf: bytes)
    return text.count > start && place(id, from: start, isSpecial: isSpecial)
  }

  /// Adds a token whose bytes are those of two that are there.
  package mutating func join(_ left: Token, _ right: Token, as id: Token) {
    let start = text.count
    for side in [left, right] {
      let place = places[Int(side)]
      for offset in 0..<Int(place.length & ~TokenBytes.specialFlag) { text.append(text[Int(place.start) + offset]) }
    }
    _ = self.place(id, from: start)
  }

  /// Marks a token that is there already as a special one; false when there is none.
  package mutating func markSpecial(_ id: Token) -> Bool {
    guard Int(id) < places.count, places[Int(id)].length != 0 else { return false }
    places[Int(id)].length |= TokenBytes.specialFlag
    return true
  }

  /// Whether an id has bytes.
  package func has(_ id: Token) -> Bool { Int(id) < places.count && places[Int(id)].length != 0 }

  /// The largest id plus one.
  package var count: Int { places.count }

  /// Replaces the ending of every token that has it.
  package mutating func replaceSuffix(_ suffix: [UInt8], with replacement: [UInt8]) {
    precondition(replacement.count <= suffix.count, "tokens are changed in place")
    for index in places.indices {
      let flag = places[index].length & TokenBytes.specialFlag
      let length = Int(places[index].length & ~TokenBytes.specialFlag)
      let start = Int(places[index].start)
      guard length > suffix.count, text[start..<start + length].suffix(suffix.count).elementsEqual(suffix) else {
        continue
      }
      let kept = length - suffix.count
      for (offset, byte) in replacement.enumerated() { text[start + kept + offset] = byte }
      places[index].length = UInt32(kept + replacement.count) | flag
    }
  }

  package func build() -> TokenBytes { TokenBytes(text: text, places: places) }
}
