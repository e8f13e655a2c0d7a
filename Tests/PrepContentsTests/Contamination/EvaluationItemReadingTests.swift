import PrepBytes
import PrepContents
import PrepRecords
import Testing

@Suite struct EvaluationItemReadingTests {
  private func item(_ json: String) throws -> EvaluationItem? {
    let chunker = LineChunker(source: MemoryByteSource(Array(json.utf8)), maxLine: 1 << 20)
    let batch = try #require(try chunker.next()).parse(LineChunk.Options(maxLine: 1 << 20))
    for case .record(let record) in batch { return EvaluationItem(record) }
    return nil
  }

  private func words(_ text: String) -> [UInt64] { WordStream.words(of: Array(text.utf8)).map(\.hash) }

  @Test func `a conversation is the same item however its speakers and messages are called`() throws {
    let plain = try #require(try item(#"{"question":"Hi?\nReally?","answer":"ho"}"#))
    let speakers = [("user", "assistant"), ("human", "gpt"), ("User", "Chatbot"), ("prompter", "model")]
    var read = 0
    for (asks, answers) in speakers {
      for instruction in ["", "system", "developer"] {
        for (list, role, said) in [
          ("messages", "role", "content"), ("conversations", "from", "value"), ("contents", "role", "parts"),
          ("interactions", "role", "content"), ("", "role", "content"), ("prompt", "role", "content"),
        ] {
          func message(_ who: String, _ words: String) -> String {
            let words = said == "parts" ? "[{\"text\":\"\(words)\"}]" : "\"\(words)\""
            return "{\"\(role)\":\"\(who)\",\"\(said)\":\(words)}"
          }
          let instructions = instruction.isEmpty ? [] : [message(instruction, "be kind")]
          let turns = instructions + [message(asks, "Hi?"), message(asks, "Really?"), message(answers, "ho")]
          let body = "[" + turns.joined(separator: ",") + "]"
          let json = list.isEmpty ? body : "{\"\(list)\":\(body)}"
          // Gemini knows its own names alone, and says instructions elsewhere.
          if list == "contents", asks != "user" || !instruction.isEmpty { continue }
          let found = try #require(try item(json), "\(json)")
          #expect(found.question == plain.question, "\(json)")
          #expect(found.answers == plain.answers, "\(json)")
          read += 1
        }
      }
    }
    #expect(read > 50)
  }

  @Test(
    "questions and answers under the names that sets give them",
    arguments: [
      (#"{"question":"How deep is it?","answer":"nine fathoms"}"#, "How deep is it?", "nine fathoms"),
      (#"{"question":"Which?","choices":["red","blue"],"answer":1}"#, "Which?", "blue"),
      (#"{"question":"Which?","options":["red","blue"],"answer":"(b)"}"#, "Which?", "blue"),
      (#"{"question":"Which?","options":{"A":"red","B":"blue"},"answer":"B"}"#, "Which?", "blue"),
      (
        #"{"question":"Which?","choices":{"text":["red","blue"],"label":["1","2"]},"answerKey":"2"}"#, "Which?", "blue"
      ), (#"{"ctx":"She went","endings":["home","away"],"label":"0"}"#, "She went", "home"),
      (#"{"instruction":"Add them.","input":"1 and 2","output":"3"}"#, "Add them. 1 and 2", "3"),
      (#"{"instruction":"Say yes.","input":"","output":"yes"}"#, "Say yes.", "yes"),
      (#"{"question":"Who?","answers":{"text":["Ada","A. L."],"answer_start":[1,2]}}"#, "Who?", "Ada"),
      (#"{"problem":"Find x.","solution":"As $x=2$: \\boxed{2}"}"#, "Find x.", "As $x=2$: \\boxed{2}"),
      (
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi?"},{"role":"assistant","content":"ho"}]}"#,
        "Hi?", "ho"
      ),
    ])
  func names(_ json: String, _ question: String, _ answer: String) throws {
    let item = try #require(try item(json))
    #expect(item.question == words(question))
    #expect(item.answers.first == WordStream.words(of: Array(answer.utf8)).filter { !$0.isSign }.map(\.hash))
  }

  @Test("the result counts without its reasons") func results() throws {
    let item = try #require(try item(#"{"question":"How many?","answer":"3 + 4 = 7\n#### 7"}"#))
    #expect(item.answers.last == words("7"))
    let boxed = try #require(try self.item(#"{"problem":"How many?","solution":"So it is \\boxed{7}."}"#))
    #expect(boxed.answers.last == words("7"))
  }

  @Test("a record without a question is not an item") func none() throws {
    #expect(try item(#"{"score":1}"#) == nil)
    #expect(try item("[1]") == nil)
  }
}
