internal import PrepBytePairEncoding
import PrepDigests

/// The digest that tells two tokenizers apart, whatever files they came from.
///
/// SHA-256 over, in this order: the text `prep tokenizer 1`; each token by id (id, kind, length, bytes); the merges (number, then left and
/// right id each; none when ranks decide); the pattern; the special tokens. Numbers are 32-bit little-endian, texts are preceded by their length.
enum Fingerprint {
  static func of(_ storage: TokenizerStorage) -> String {
    var digest = SHA256Digest()
    var buffer: [UInt8] = []
    func number(_ value: Int) {
      for shift in stride(from: 0, to: 32, by: 8) { buffer.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    func flush() {
      digest.update(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    func text(_ bytes: some Collection<UInt8>) {
      number(bytes.count)
      buffer.append(contentsOf: bytes)
    }
    text(Array("prep tokenizer 1".utf8))
    for id in 0..<Token(storage.tokens.count) {
      guard let bytes = storage.tokens.bytes(of: id) else { continue }
      number(Int(id))
      number(storage.tokens.isSpecial(id) ? 1 : 0)
      text(bytes)
      if buffer.count > 1 << 16 { flush() }
    }
    number(storage.table.list.count)
    for merge in storage.table.list {
      number(Int(merge.left))
      number(Int(merge.right))
      if buffer.count > 1 << 16 { flush() }
    }
    text(Array(storage.patternDescription.utf8))
    for entry in storage.specialTokens.entries {
      number(Int(entry.id))
      text(Array(entry.name.utf8))
    }
    if let preparation = storage.preparation { text(preparation.canonicalDescription) }
    flush()
    return digest.finalizeHex()
  }
}
