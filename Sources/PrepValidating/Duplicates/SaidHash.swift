import PrepContents
import PrepRecords

/// What values say: their texts by the words of `PrepContents`, as `prep dedup --near` has them; numbers and the like as they
/// are written; members in whatever order they stand.
enum SaidHash {
  /// The hash of a value.
  static func of(_ value: BorrowedJSON) -> ContentHash {
    if value.isString { return of(text: value.text) }
    if value.isArray {
      var hash = ContentHash(low: 1, high: 0)
      value.forEachElement { hash = hash.joined(of($0)) }
      return hash
    }
    if value.isObject {
      var sum = ContentHash(low: 2, high: 0)
      value.forEachMember { key, value in
        let member = ContentHash(key.text).joined(of(value))
        sum = ContentHash(low: sum.low &+ member.low, high: sum.high &+ member.high)
      }
      return sum
    }
    return ContentHash(value.raw)
  }

  /// The hash of the content of a string of JSON. A text without words is compared as it is written.
  private static func of(text: UnsafeBufferPointer<UInt8>) -> ContentHash {
    let digest: ContentDigest?
    if Bytes.find(UInt8(ascii: "\\"), in: text) == nil {
      digest = WordDigest.of(text)
    } else {
      digest = Bytes.unescapedBytes(text).withUnsafeBufferPointer { WordDigest.of($0) }
    }
    guard let digest else { return ContentHash(text) }
    return ContentHash(low: digest.low, high: digest.high)
  }
}
