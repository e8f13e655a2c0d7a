import Foundation
import TestSupport
import Testing

/// Every command and option that a message names as the way out is run on the data that the message is about, and it is
/// one.
@Suite struct MessageRemedyTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    var file = "x.jsonl"

    var testDescription: String { name }
  }

  /// Records of kinds that nobody knows, know under other names, or know to say something that has no place.
  static let cases: [Case] = [
    Case(
      name: "a text of the system twice",
      text:
        #"{"system":"s","messages":[{"role":"system","content":"t"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    ),
    Case(name: "an answer of another name", text: #"{"instruction":"q","revision":"r"}"#),
    Case(name: "two answers of other names", text: #"{"instruction":"q","first":"r","second":"s"}"#),
    Case(
      name: "a message with a response",
      text:
        #"{"message":"q","chat_history":[{"role":"USER","message":"h"}],"preamble":"s","response":"a"}"#),
    Case(
      name: "a context with ranked completions",
      text:
        #"{"context":[{"role":"user","content":"q"}],"completions":[{"rank":0,"completion":[{"role":"assistant","content":"a"}]},{"rank":1,"completion":[{"role":"assistant","content":"b"}]}]}"#
    ),
    Case(
      name: "a definition with instances", text: #"{"Definition":["d"],"Instances":[{"input":"q","output":["a"]}]}"#),
    Case(
      name: "completions of models",
      text:
        #"{"source":"s","instruction":"q","models":["a","b"],"completions":[{"model":"a","response":"x","overall_score":8.0},{"model":"b","response":"y","overall_score":3.0}]}"#
    ),
    Case(
      name: "completions without scores",
      text: #"{"source":"s","instruction":"q","completions":[{"model":"a","response":"x"}]}"#),
    Case(
      name: "a speaker that is not known",
      text: #"{"conversations":[{"from":"client","value":"q"},{"from":"agent","value":"a"}]}"#),
    Case(
      name: "a mask on the assistant",
      text:
        #"{"mask":"Assistant","system":"s","conversations":[{"from":"User","value":"q"},{"from":"Assistant","value":"a"}]}"#
    ),
    Case(name: "a system text beside a prompt", text: #"{"system":"s","prompt":"q","completion":"a"}"#),
    Case(name: "a system text beside a text", text: #"{"system":"s","text":"t"}"#),
    Case(name: "earlier turns", text: #"{"history":[["q","a"]],"prompt":"r","completion":"b"}"#),
    Case(name: "records inside", text: #"{"version":1,"data":[{"text":"a"},{"text":"b"}]}"#, file: "x.json"),
    Case(
      name: "neighbours of one role",
      text:
        #"{"messages":[{"role":"user","content":"q"},{"role":"user","content":"r"},{"role":"assistant","content":"a"}]}"#
    ),
    Case(
      name: "tools beside a pair",
      text: #"{"prompt":"q","completion":"a","tools":[{"type":"function","function":{"name":"f"}}]}"#),
  ]

  private static let commands = [
    "prep convert", "prep convert --to chat", "prep convert --to trl-sft", "prep convert --to trl-dpo",
    "prep convert --to trl-kto", "prep convert --to openai-dpo", "prep convert --to unpaired-preference",
    "prep tokenize -q -t prep-8k --template chatml", "prep format --template chatml", "prep validate -q --errors-only",
  ]

  /// The ways out that a message names: whole commands, and options of the command that was run. What is written in
  /// capitals stands for what the user knows.
  private static func remedies(in message: String, of command: String) -> [String] {
    let option =
      #/
      --(?:map|role-map)\ [^\ ;,=]+=[^\ ;,]+(?:,[a-z_]+=[^\ ;,]+)*
      | --(?:omit|records|to|shape)\ [a-z_\/][^\ ;,]*
      | --join-turns
      /#
    var commands: [String] = []
    var options: [String] = []
    for found in message.matches(of: option) {
      let isOfCommand = message[..<found.range.lowerBound].hasSuffix("prep convert ")
      if isOfCommand { commands.append("prep convert \(found.output)") } else { options.append(String(found.output)) }
    }
    return commands + options.map { "\(command) \($0)" }
  }

  /// The code at the end of a message.
  private static func code(of message: String) -> String? {
    message.matches(of: /\[([a-z-]+)\]/).last.map { String($0.1) }
  }

  /// The first name between quotes in the last message.
  private static func field(in text: String) -> String? {
    text.split(separator: "\n").last?.firstMatch(of: /"([^"]*)"/).map { String($0.1) }
  }

  @Test(arguments: cases) func `what a message names as the way out is one`(_ example: Case) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data((example.text + "\n").utf8).write(to: folder.appendingPathComponent(example.file))
    for command in Self.commands {
      let first = try PrepProcess.run("\(command) \(example.file) 2>&1 >out", in: folder)
      if first.status == 0 { continue }
      let message = command.contains("validate") ? try PrepProcess.run("cat out", in: folder).text : first.text
      for remedy in Self.remedies(in: message, of: command) {
        let second = try PrepProcess.run("\(remedy) \(example.file) 2>&1 >out", in: folder)
        let isValidation = command.contains("validate")
        let words = isValidation ? try PrepProcess.run("cat out", in: folder).text : second.text
        // What is wrong besides is another finding: of another code, or about another field.
        let isOther = Self.code(of: words) != Self.code(of: message) || Self.field(in: words) != Self.field(in: message)
        #expect(
          second.status == 0 || second.status == (isValidation ? 1 : 65) && isOther,
          "\(command): \(message)\(remedy): \(words)")
      }
    }
  }
}
