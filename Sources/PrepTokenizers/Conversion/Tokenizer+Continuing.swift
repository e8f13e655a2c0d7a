package import PrepBytePairEncoding
import PrepRecords

/// A vocabulary that goes on from another one: its tokens and merges, and what cuts texts into the pieces they are of.
package struct ContinuedVocabulary: Sendable {
  package let contents: VocabularyContents
  /// The pattern that cuts texts, where nothing but that and a normal form is done to them.
  package let pattern: SplitPattern?
  /// The steps that cut texts, where it takes more.
  package let pipeline: TextPipeline?
  /// The file that gets the new tokens; nil where all of it can be written anew.
  package let file: ContinuedFile?
}

extension Tokenizer {
  /// The vocabulary for a training that goes on from it.
  ///
  /// - Throws: ``TokenizerFailure`` with code `unsupported` when a vocabulary with more tokens could not do to texts
  ///   what this one does.
  package func vocabularyToContinue() throws(TokenizerFailure) -> ContinuedVocabulary {
    if let subwords = storage.subwords {
      throw unsupported("its model is \(subwords.kind), and --continue adds tokens to byte-level BPE alone")
    }
    if storage.table.marksWordEnds {
      throw unsupported("its words end in a suffix, which new tokens cannot have")
    }
    guard let origin = storage.jsonOrigin else {
      let contents = try vocabularyContents()
      if !storage.template.prefix.isEmpty || !storage.template.suffix.isEmpty {
        throw unsupported("the tokens it puts around a text cannot be written with more tokens")
      }
      guard try PatternChoice.pattern(patternDescription, path: name) == storage.pattern else {
        throw unsupported("its split pattern cannot be written with more tokens")
      }
      return ContinuedVocabulary(contents: contents, pattern: storage.pattern, pipeline: nil, file: nil)
    }
    let contents = writtenContents
    let hasTemplate = !storage.template.prefix.isEmpty || !storage.template.suffix.isEmpty
    let isPlain = (try? vocabularyContents()) != nil
    if isPlain, try PatternChoice.pattern(patternDescription, path: name) == storage.pattern {
      return ContinuedVocabulary(
        contents: contents, pattern: storage.pattern, pipeline: nil,
        file: hasTemplate ? ContinuedFile(try origin.bytes(), contents) : nil)
    }
    let text = try origin.bytes()
    let root: JSONView
    do throws(JSONError) { root = try JSONDocument(text).root } catch {
      throw unsupported("its file is not valid JSON: \(error)")
    }
    func raw(_ name: String) -> [UInt8] { root[name].map { $0.withUnsafeBytes { Array($0) } } ?? TextPipeline.none }
    let pipeline = try TextPipeline(
      normalizer: raw("normalizer"), preTokenizer: raw("pre_tokenizer"), isByteLevel: true)
    return ContinuedVocabulary(
      contents: contents, pattern: nil, pipeline: pipeline, file: ContinuedFile(text, contents))
  }
}
