/// Normalization for those who prepare text for a tokenizer that normalizes.
package enum TextNormalization: String, Sendable, CaseIterable {
  case nfc, nfd, nfkc, nfkd

  /// Brings text into this form of Unicode; bytes that are not UTF-8 stay as they are.
  package func apply(_ text: inout [UInt8]) { UnicodeForm(rawValue: rawValue)?.apply(&text) }
}
