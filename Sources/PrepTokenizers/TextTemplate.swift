package import PrepBytePairEncoding

/// The tokens a model's post-processor puts before and after one text.
package struct TextTemplate: Sendable {
  /// The tokens before the text.
  package var prefix: [Token] = []
  /// The tokens after the text.
  package var suffix: [Token] = []
}
