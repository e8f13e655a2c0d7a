public import CPrep
import PrepDiagnostics
import PrepJobs
import PrepTokenizers

/// The texts of an argument.
///
/// - Throws: ``WrongUse`` for NULL, and for a text that is too long.
func texts(_ texts: UnsafePointer<prep_text>?, _ count: Int, limit: Int = 1 << 31) throws(WrongUse)
  -> UnsafeBufferPointer<TextBytes>
{
  guard count >= 0, count < 1 << 48 else { throw .argument("count is not a number of texts") }
  if count == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
  guard let texts else { throw .argument("texts is NULL, and count is \(count)") }
  for index in 0..<count {
    let text = texts[index]
    if text.bytes == nil, text.count > 0 {
      throw WrongUse(code: "wrong-argument", message: "text \(index) has bytes, and is NULL", text: index)
    }
    // A count is unsigned to C.
    if text.count < 0 || text.count >= limit {
      throw WrongUse(
        code: "text-too-long", message: "text \(index) is longer than \(Counted(limit - 1, "byte")): cut it before",
        text: index)
    }
  }
  // SAFETY: both are an address and a count, in this order and of these sizes.
  return UnsafeRawPointer(texts).withMemoryRebound(to: TextBytes.self, capacity: count) {
    UnsafeBufferPointer(start: $0, count: count)
  }
}

/// The threads of an argument.
///
/// - Throws: ``WrongUse`` for a number that makes no sense.
func threads(_ count: Int32) throws(WrongUse) -> Int {
  guard count >= 0, count <= 1024 else { throw .argument("threads is \(count), not 0 to 1024") }
  return count == 0 ? min(1024, Processors.available) : Int(count)
}

extension RowOptions {
  private static let known: UInt32 = 63

  /// What options of C mean.
  ///
  /// - Throws: ``WrongUse``.
  init(_ pointer: UnsafePointer<prep_encoding>?, _ tokenizer: Tokenizer) throws(WrongUse) {
    self.init()
    guard let pointer else { return }
    let given = try Sized.read(pointer, prep_encoding())
    guard given.flags & ~Self.known == 0 else { throw .argument("flags has bits that mean nothing") }
    let flags = Int(given.flags)
    func has(_ flag: Int) -> Bool { flags & flag != 0 }
    if has(Int(PREP_BYTE_PLACES)), has(Int(PREP_CHARACTER_PLACES)) {
      throw .argument("places are counted in bytes or in characters, not both")
    }
    wraps = has(Int(PREP_WRAP))
    places = has(Int(PREP_BYTE_PLACES)) ? .bytes : has(Int(PREP_CHARACTER_PLACES)) ? .characters : nil
    hasWords = has(Int(PREP_WORDS))
    threads = try PrepInterface.threads(given.threads)
    guard given.longest >= 0 else { throw .argument("longest is less than 0") }
    longest = given.longest == 0 ? nil : Int(min(given.longest, 1 << 40))
    specialTokens = try SpecialTokenPolicy(given.flags, given.allowed, given.allowed_count, tokenizer)
  }
}

extension SpecialTokenPolicy {
  /// What flags of C say.
  ///
  /// - Throws: ``WrongUse`` for a name that is no special token.
  init(
    _ flags: UInt32, _ allowed: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int, _ tokenizer: Tokenizer
  ) throws(WrongUse) {
    switch flags & 3 {
    case 0: self = .asText
    case 1: self = .allowAll
    case 2: self = .refuse
    default:
      guard count >= 0, count < 1 << 20, count == 0 || allowed != nil else { throw .argument("allowed is NULL") }
      var names: Set<String> = []
      for index in 0..<count {
        guard let allowed, let name = allowed[index] else { throw .argument("a name of allowed is NULL") }
        let text = String(cString: name)
        guard tokenizer.specialTokens.id(named: text) != nil else {
          throw WrongUse(
            code: "unknown-special-token", message: "\(tokenizer.name) has no special token '\(text)'", text: -1)
        }
        names.insert(text)
      }
      self = .allow(names)
    }
  }
}

/// Encodes texts that lie anywhere.
@c @implementation public func prep_encode(
  _ tokenizer: OpaquePointer?, _ given: UnsafePointer<prep_text>?, _ count: Int,
  _ options: UnsafePointer<prep_encoding>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let out = try needed(out, "out")
    out.pointee = nil
    let open: OpenTokenizer = try needed(tokenizer, "tokenizer")
    let options = try RowOptions(options, open.tokenizer)
    out.pointee = Handle.open(OpenBatch(try open.tokenizer.rows(try texts(given, count), options)))
  }
}

/// Encodes one text into memory of the caller's.
@c @implementation public func prep_encode_text(
  _ tokenizer: OpaquePointer?, _ text: prep_text, _ flags: UInt32, _ ids: UnsafeMutablePointer<UInt32>?, _ room: Int
) -> Int64 {
  guard let open = Handle.object(tokenizer, as: OpenTokenizer.self), flags < 3, text.count >= 0, text.count < 1 << 31,
    text.bytes != nil || text.count == 0, room >= 0, ids != nil || room == 0
  else { return -1 - 64 }
  let policy: SpecialTokenPolicy = flags == 0 ? .asText : flags == 1 ? .allowAll : .refuse
  do throws(TokenizerFailure) {
    return Int64(
      try open.tokenizer.encode(
        UnsafeBufferPointer(start: text.bytes, count: text.count), specialTokens: policy,
        into: UnsafeMutableBufferPointer(start: ids, count: room)))
  } catch {
    return -1 - Int64(Trouble.of(error).status)
  }
}

/// Counts the tokens of texts.
@c @implementation public func prep_count(
  _ tokenizer: OpaquePointer?, _ given: UnsafePointer<prep_text>?, _ count: Int,
  _ options: UnsafePointer<prep_encoding>?, _ counts: UnsafeMutablePointer<Int64>?,
  _ failure: UnsafeMutablePointer<prep_failure>?
) -> Int32 {
  attempt(failure) {
    let open: OpenTokenizer = try needed(tokenizer, "tokenizer")
    var options = try RowOptions(options, open.tokenizer)
    (options.places, options.hasWords) = (nil, false)
    let texts = try texts(given, count)
    if texts.isEmpty { return }
    let counts = try needed(counts, "counts")
    let offsets = try open.tokenizer.rows(texts, options).offsets
    for index in 0..<texts.count { counts[index] = offsets[index + 1] - offsets[index] }
  }
}
