import Foundation
import PrepExpressions
import TestSupport
import Testing

@Suite struct LanguageModelTests {
  static let models = ["tree.bin", "softmax.bin", "each.bin", "negatives.bin", "tree.ftz", "pruned.ftz"]

  /// What fastText said of some texts; see Tests/Conformance/language_models.py.
  private struct Told: Decodable {
    struct Guess: Decodable {
      var label: String
      var score: Double
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        (label, score) = (try list.decode(String.self), try list.decode(Double.self))
      }
    }
    var texts: [String]
    var told: [String: [Guess]]
  }

  private static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("languages/\(name)"))))
  }

  private static func guess(_ model: LanguageModel, _ text: String) -> LanguageModel.Guess? {
    Array(text.utf8).withUnsafeBufferPointer { model.guess($0) }
  }

  @Test(arguments: models) func `a model says what fastText says by it`(name: String) throws {
    let told = try JSONDecoder().decode(Told.self, from: Data(try Self.bytes("told.json")))
    let model = try LanguageModel(try Self.bytes(name))
    let guesses = try #require(told.told[name])
    #expect(guesses.count == told.texts.count && guesses.count > 60)
    for (text, wanted) in zip(told.texts, guesses) {
      let found = Self.guess(model, text)
      #expect(found?.label ?? "und" == wanted.label, "\(name): \(text)")
      #expect(abs((found?.score ?? 0) - wanted.score) < 1e-4, "\(name): \(text)")
      // Line ends are blanks.
      #expect(Self.guess(model, text.replacing(" ", with: "\n"))?.label == found?.label)
    }
  }

  @Test(arguments: models) func `a damaged model is refused, or says something`(name: String) throws {
    let bytes = try Self.bytes(name)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<TestData.rounds(300) {
      var changed = bytes
      if Bool.random(using: &random) {
        changed.removeLast(Int.random(in: 1...changed.count, using: &random))
      } else {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          changed[Int.random(in: 0..<min(900, changed.count), using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
      }
      do throws(LanguageModelFailure) {
        let model = try LanguageModel(changed)
        _ = Self.guess(model, "the keeper of the house wrote 日本 to him")
      } catch {
        #expect(error.code == .wrong)
      }
    }
    #expect(throws: LanguageModelFailure.self) { try LanguageModel([]) }
    #expect(throws: LanguageModelFailure.self) { try LanguageModel(Array(repeating: 7, count: 5000)) }
  }
}
