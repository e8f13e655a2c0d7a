/// Texts in the form in which letters and their marks are one character where there is one.
package enum CanonicalText {
  /// A text in the form NFC of Unicode, as Hugging Face `tokenizers` has it.
  package static func composed(_ text: [UInt8]) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text }
    var text = text
    UnicodeForm.nfc.apply(&text)
    return text
  }
}
