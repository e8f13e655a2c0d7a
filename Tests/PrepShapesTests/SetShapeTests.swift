import PrepRecords
import Testing

@testable import PrepShapes

@Suite struct SetShapeTests {
  private func told(_ text: String) throws -> DetectedShape {
    try #require(FieldNames.usual.detect(try JSONDocument(Array(text.utf8)).root))
  }

  private func set(_ texts: String...) throws -> SetShape {
    var set = SetShape()
    set.tell(try texts.map(told))
    return set
  }

  private let pair = #"{"prompt":"q","completion":"a"}"#
  private let prompt = #"{"prompt":"q"}"#
  private let chat = #"{"messages":[{"role":"user","content":"q"}]}"#

  @Test func `most of the first records tell it, of several the first`() throws {
    #expect(try set().shape == nil)
    #expect(try set(pair, chat).shape == .promptCompletion)
    #expect(try set(chat, pair, pair).shape == .promptCompletion)
    #expect(try set(prompt, pair, pair).shape == .promptCompletion)
    // Records that lack something count where there are no others.
    #expect(try set(#"{"chosen":"a"}"#).shape == .preference)
    #expect(try set(#"{"chosen":"a"}"#, chat).shape == .chat)
    // What is written in the fields makes no other set of them.
    let transcripts = #"{"chosen":"\n\nHuman: q\n\nAssistant: a","rejected":"\n\nHuman: q\n\nAssistant: b"}"#
    #expect(try set(transcripts).shape == .transcripts)
    #expect(try !set(transcripts).isOther(told(#"{"chosen":"a","rejected":"b"}"#)))
  }

  @Test func `a shape that is named goes before what the records tell`() throws {
    var set = SetShape(.chat)
    set.tell([try told(pair)])
    #expect(set.shape == .chat)
    #expect(try set.isOther(told(pair)) && !set.isOther(told(chat)))
  }

  @Test func `it is told once, and no record after the first hundred has a say`() throws {
    var set = SetShape()
    set.tell(try Array(repeating: told(pair), count: 100) + Array(repeating: told(chat), count: 200))
    #expect(set.shape == .promptCompletion)
    set.tell([try told(chat)])
    #expect(set.shape == .promptCompletion)
    // The hundredth still has a say, the one behind it none.
    let even = try Array(repeating: told(pair), count: 50) + Array(repeating: told(chat), count: 49)
    for (next, shape) in [([chat, chat], RecordShape.promptCompletion), ([pair, chat], .promptCompletion)] {
      var set = SetShape()
      set.tell(try even + next.map(told))
      #expect(set.shape == shape)
    }
    var last = SetShape()
    last.tell(try even.reversed() + [told(pair), told(chat)])
    #expect(last.shape == .promptCompletion)
  }

  @Test func `another shape is refused, and what only lacks something is told what`() throws {
    let pairs = try set(pair)
    #expect(pairs.refuses(try told(chat)))
    #expect(!pairs.refuses(try told(pair)))
    let lacking = try told(prompt)
    #expect(!pairs.refuses(lacking) && pairs.isOther(lacking))
    #expect(pairs.reading(try told(prompt)) == .promptCompletion)
    #expect(pairs.reading(try told(#"{"rejected":"b"}"#)) == .promptCompletion)
    // Tools, a system text and weights make no other shape.
    let chats = try set(chat)
    for more in [#""tools":[]"#, #""system":"s""#, #""weight":1"#, #""id":7"#] {
      #expect(!chats.isOther(try told(#"{"messages":[{"role":"user","content":"q"}],\#(more)}"#)))
    }
    // Where nothing is told, nothing is refused.
    #expect(!SetShape().refuses(try told(chat)))
  }
}
