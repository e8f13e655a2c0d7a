internal import PrepBytePairEncoding
import PrepDigests

/// The digest that tells two tokenizers apart, whatever files they came from.
///
/// SHA-256 over, in this order: the text `prep tokenizer 1`; each token by id (id, kind, length, bytes); the merges
/// (number, then left and right id each; none when ranks decide); the pattern; the special tokens; with a model other
/// than byte pairs what it depends on. Numbers are 32-bit little-endian, texts are preceded by their length.
enum Fingerprint {
  static func of(_ storage: TokenizerStorage) -> String {
    let undropped = storage.subwords?.undropped
    return of(
      storage.tokens, merges: storage.table.list, patternDescription: storage.patternDescription,
      specialTokens: storage.specialTokens,
      preparation: undropped.map { $0.preparation } ?? storage.preparation?.canonicalDescription,
      model: undropped.map { $0.model } ?? storage.subwords?.description)
  }

  /// The fingerprint of a tokenizer that is made of these.
  ///
  /// - Parameter merges: In order; none when ranks decide.
  static func of(
    _ tokens: TokenBytes, merges: [(left: Token, right: Token, token: Token)], patternDescription: String,
    specialTokens: SpecialTokens,
    preparation: [UInt8]?, model: [UInt8]? = nil
  ) -> String {
    var text = Text()
    text.put("prep tokenizer 1")
    for id in 0..<Token(tokens.count) {
      guard let bytes = tokens.bytes(of: id) else { continue }
      text.put(id)
      text.put(tokens.isSpecial(id) ? 1 : 0)
      text.put(UnsafeRawBufferPointer(bytes))
    }
    text.put(UInt32(merges.count))
    for merge in merges {
      text.put(merge.left)
      text.put(merge.right)
    }
    text.put(patternDescription)
    for entry in specialTokens.entries {
      text.put(entry.id)
      text.put(entry.name)
    }
    if let preparation { preparation.withUnsafeBytes { text.put($0) } }
    if let model { model.withUnsafeBytes { text.put($0) } }
    return text.digest()
  }

  /// What is digested, handed on in large pieces.
  private struct Text: ~Copyable {
    private var hash = SHA256Digest()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    private var count = 0

    deinit { buffer.deallocate() }

    mutating func put(_ number: UInt32) {
      makeRoom(for: 4)
      buffer.storeBytes(of: number.littleEndian, toByteOffset: count, as: UInt32.self)
      count += 4
    }

    mutating func put(_ bytes: UnsafeRawBufferPointer) {
      put(UInt32(bytes.count))
      makeRoom(for: bytes.count)
      if bytes.count > buffer.count { return hash.update(bytes) }
      UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
      count += bytes.count
    }

    mutating func put(_ string: String) { Array(string.utf8).withUnsafeBytes { put($0) } }

    consuming func digest() -> String {
      flush()
      return hash.finalizeHex()
    }

    private mutating func makeRoom(for size: Int) { if count + size > buffer.count { flush() } }

    private mutating func flush() {
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      count = 0
    }
  }
}
