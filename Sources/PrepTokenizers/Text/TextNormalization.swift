/// Normalization for those who prepare text for a tokenizer that normalizes.
package enum TextNormalization {
  /// Brings text into Unicode's form C; bytes that are not UTF-8 stay as they are.
  package static func normalizeToNFC(_ text: inout [UInt8]) { TextNormalizer.unicode(.nfc).apply(&text) }
}
