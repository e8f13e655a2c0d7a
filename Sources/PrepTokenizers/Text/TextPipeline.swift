internal import PrepBytePairEncoding
import PrepRecords

/// What is done to texts before a model sees them, as a `tokenizer.json` says it: normalizers and pre-tokenizers. It
/// cuts texts into the pieces that a model is trained on.
package struct TextPipeline: Sendable {
  /// The `normalizer` and the `pre_tokenizer` of a `tokenizer.json`, as JSON.
  package let normalizer: [UInt8]
  package let preTokenizer: [UInt8]
  /// Whether the model works on bytes, so that pieces are bytes and not their letters in the byte alphabet.
  package let isByteLevel: Bool
  private let preparation: SharedPreparation

  /// - Throws: ``TokenizerFailure`` for steps that are not known.
  package init(normalizer: [UInt8], preTokenizer: [UInt8], isByteLevel: Bool) throws(TokenizerFailure) {
    self.normalizer = normalizer
    self.preTokenizer = preTokenizer
    self.isByteLevel = isByteLevel
    let normalizers = try NormalizerReader(path: "normalizer").read(Self.view(normalizer))
    let cuts = try PreTokenizerReader(
      path: "pre_tokenizer", isInAlphabet: normalizers.last == .byteAlphabet, takesBytes: isByteLevel
    ).read(Self.view(preTokenizer), givenPattern: nil)
    var preparation = TextPreparation(
      normalizers: normalizers, addsPrefixSpace: cuts.addsPrefixSpace, steps: cuts.steps)
    if cuts.steps.isEmpty {
      preparation.steps = [SplitStep(.pattern(PatternMatcher(cuts.pattern), .isolated, isInverted: false))]
    }
    preparation.keepsAlphabet = !isByteLevel
    self.preparation = SharedPreparation(preparation)
  }

  /// The pipeline that counts name; see ``description``.
  ///
  /// - Throws: ``TokenizerFailure`` for what is none.
  package init(description: String) throws(TokenizerFailure) {
    let root: JSONView
    do throws(JSONError) { root = try JSONDocument(Array(description.utf8)).root } catch {
      throw TokenizerFailure(.damaged, "the pipeline of the counts is not JSON: \(error)")
    }
    func part(_ name: String) -> [UInt8] { root[name].map { $0.withUnsafeBytes { Array($0) } } ?? Self.none }
    try self.init(
      normalizer: part("normalizer"), preTokenizer: part("pre_tokenizer"),
      isByteLevel: root["byte_level"]?.bool ?? false)
  }

  /// The steps as JSON, which tells two pipelines apart.
  package var description: String {
    let steps = (normalizer, preTokenizer)
    return
      #"{"normalizer":\#(String(decoding: steps.0, as: UTF8.self)),"pre_tokenizer":\#(String(decoding: steps.1, as: UTF8.self)),"byte_level":\#(isByteLevel)}"#
  }

  /// No step.
  package static let none = Array("null".utf8)

  private static func view(_ text: [UInt8]) throws(TokenizerFailure) -> JSONView? {
    do throws(JSONError) { return try JSONDocument(text).root } catch {
      throw TokenizerFailure(.damaged, "a step is not JSON: \(error)")
    }
  }

  /// Hands over the pieces of a text, which are there until the closure returns.
  package func forEachPiece(of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    preparation.forEachPart(of: text, allows: { _ in false }, tracksEdits: false) { part in
      guard case .text(let bytes, let place) = part else { return }
      var lost = LostText()
      for piece in preparation.pieces(of: bytes, place, lost: &lost) {
        piece.bytes.withUnsafeBufferPointer { if !$0.isEmpty { body($0) } }
      }
    }
  }
}
