/// A file of counted words, compressed with zstd:
///
/// - the eight bytes ``magic``, the last of which is the version;
/// - the split pattern and the normalization, as length and UTF-8;
/// - the words in ascending order of their bytes: how many bytes a word shares with the one before, how many follow,
///   these, and the count, which is at least 1;
/// - two zeros, the number of words, and the sum of the counts.
///
/// Numbers are unsigned LEB128.
enum CountsFormat {
  static let magic: [UInt8] = Array("prepcnt".utf8) + [1]
  static let level: Int32 = 3

  /// Whether one word comes before another.
  static func precedes(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
    one.lexicographicallyPrecedes(other)
  }
}

/// What counts depend on besides the texts; only counts that agree in it can be added up.
package struct CountingRules: Sendable, Equatable {
  /// The name of the split pattern, a regular expression, or the description of a `TextPipeline`, a JSON object.
  package var pattern: String
  /// What texts went through before: `nfc`, `nfd`, `nfkc`, `nfkd`, or nothing.
  package var normalization: String

  package init(pattern: String, normalization: String = "") {
    self.pattern = pattern
    self.normalization = normalization
  }
}
