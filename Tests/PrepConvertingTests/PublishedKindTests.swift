import PrepConverting
import PrepShapes
import Testing

/// The kinds of records that trainers and exports write: each is read with its meaning, here on records of our own.
@Suite struct PublishedKindTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let record: String
    /// What it becomes without a form, a line each; a code where it is refused.
    let becomes: String
    var omitting: [String] = []

    var testDescription: String { name }
  }

  private static let called =
    #"{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]}"#

  static let kinds: [Kind] = [
    Kind(
      name: "segments that are learnt or not",
      record:
        #"{"segments":[{"label":false,"text":"Q: 1? "},{"label":true,"text":"A: "},{"label":true,"text":"one."},{"label":false,"text":" Q: 2? "},{"label":true,"text":"two."}]}"#,
      becomes: #"{"prompt":"Q: 1? ","completion":"A: one."}"# + "\n"
        + #"{"prompt":"Q: 1? A: one. Q: 2? ","completion":"two."}"#),
    Kind(
      name: "steps with labels", record: #"{"prompt":"q","completions":["a","b"],"labels":[1,false],"id":3}"#,
      becomes: #"{"prompt":"q","completions":["a","b"],"labels":[true,false]}"#),
    Kind(
      name: "steps with another number of labels", record: #"{"prompt":"q","completions":["a","b"],"labels":[true]}"#,
      becomes: "cannot-convert"),
    Kind(
      name: "Math-Shepherd",
      record: #"{"input":"Why? Step 1: A. ки Step 2: B. ки","label":"Why? Step 1: A. + Step 2: B. -","task":"t"}"#,
      becomes: #"{"prompt":"Why?","completions":["Step 1: A.","Step 2: B."],"labels":[true,false]}"#),
    Kind(
      name: "Math-Shepherd with another label", record: #"{"input":"Why? Step 1: A. ки","label":"yes"}"#,
      becomes: "cannot-convert"),
    Kind(
      name: "ranked answers",
      record: #"{"prompt":"q","answers":[{"answer":"b","rank":3},{"answer":"a","rank":1},{"answer":"m","rank":2}]}"#,
      becomes: #"{"prompt":"q","chosen":"a","rejected":"b"}"#, omitting: ["answers"]),
    Kind(
      name: "ranked answers, one of which would be lost",
      record: #"{"prompt":"q","answers":[{"answer":"b","rank":3},{"answer":"a","rank":1},{"answer":"m","rank":2}]}"#,
      becomes: "lost-field"),
    Kind(
      name: "NeMo Gym",
      record:
        #"{"id":1,"responses_create_params":{"input":[{"role":"developer","content":"d"},{"role":"user","content":"q"}],"tools":[{"type":"function","name":"f","parameters":{}}],"temperature":1.0},"ground_truth":[1],"category":"c"}"#,
      becomes:
        #"{"prompt":[{"role":"developer","content":"d"},{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"id":1,"ground_truth":[1],"category":"c"}"#
    ),
    Kind(
      name: "a system text under another name",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"custom_system_prompt":"s"}"#,
      becomes:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    ),
    Kind(
      name: "tools inside the system message",
      record:
        #"{"messages":[{"role":"system","content":"s","tools":[{"type":"function","function":{"name":"f"}}]},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
      becomes:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}]}"#
    ),
    Kind(
      name: "a log of the Responses API",
      record:
        #"{"instructions":"s","input":[{"role":"user","content":"q"}],"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]}]}"#,
      becomes:
        #"{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"a","type":"message"}]}"#
    ),
    Kind(
      name: "a stored completion",
      record:
        #"{"messages":[{"role":"user","content":"q"}],"choices":[{"index":0,"message":{"role":"assistant","content":"a"}}]}"#,
      becomes: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    Kind(
      name: "several stored completions",
      record:
        #"{"messages":[{"role":"user","content":"q"}],"choices":[{"message":{"content":"a"}},{"message":{"content":"b"}}]}"#,
      becomes: "missing-field"),
    Kind(
      name: "several choices",
      record:
        #"{"messages":[{"role":"user","content":"q"}],"choices":[{"message":{"role":"assistant","content":"a"}},{"message":{"role":"assistant","content":"b"}}]}"#,
      becomes: "lost-field"),
    Kind(
      name: "a log with messages and a message",
      record:
        #"{"input":{"messages":[{"role":"user","content":"q"}]},"output":{"message":{"role":"assistant","content":"a"}}}"#,
      becomes: #"{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"a"}]}"#),
    Kind(
      name: "tools inside a log",
      record:
        #"{"input":{"messages":[{"role":"user","content":"q"}],"tools":[{"name":"f"}]},"output":{"message":{"role":"assistant","content":"a"}}}"#,
      becomes: "lost-field"),
    Kind(
      name: "turns of what is asked and answered",
      record: #"{"conversation":[{"system":"s","input":"q","output":"a"},{"input":"r","output":"b"}]}"#,
      becomes:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"b"}]}"#
    ),
    Kind(
      name: "reasoning beside an answer", record: #"{"question":"q","cot":"r","answer":"a"}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning_content":"r"}]}"#),
    Kind(
      name: "Cohere's messages",
      record: #"{"messages":[{"role":"USER","message":"q"},{"role":"CHATBOT","message":"a"}]}"#,
      becomes: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    Kind(
      name: "a message whose words have no known name",
      record: #"{"messages":[{"role":"user","body":"q"},{"role":"assistant","content":"a"}]}"#, becomes: "missing-field"
    ),
    Kind(
      name: "a message that says two things",
      record: #"{"messages":[{"role":"user","content":"q","text":"r"},{"role":"assistant","content":"a"}]}"#,
      becomes: "lost-field"),
    Kind(
      name: "messages that branch",
      record:
        #"{"messages":[{"id":"1","parent_id":null,"role":"user","content":"q"},{"id":"2","parent_id":"1","role":"assistant","content":"a"},{"id":"3","parent_id":"1","role":"assistant","content":"b"}]}"#,
      becomes: "branched-conversation"),
    Kind(
      name: "messages as a text",
      record:
        #"{"messages":"[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]","id":1}"#,
      becomes: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#),
    Kind(
      name: "messages as Python prints them", record: #"{"messages":"[{'role': 'user', 'content': 'q'}]"}"#,
      becomes: "wrong-type"),
    Kind(
      name: "a class beside what is asked", record: #"{"messages":[{"role":"user","content":"q"}],"label":1}"#,
      becomes: #"{"messages":[{"role":"user","content":"q"}],"label":1}"#),
    Kind(
      name: "a verdict on an answer",
      record: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":1}"#,
      becomes:
        #"{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":"a"}],"label":true}"#),
    Kind(name: "a text of ms-swift's pre-training", record: #"{"response":"a"}"#, becomes: #"{"text":"a"}"#),
    Kind(
      name: "an answer to a field that nobody knows", record: #"{"frage":"q","response":"a"}"#, becomes: "unknown-shape"
    ),
    Kind(
      name: "thoughts as parts",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"a"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning_content":"t"}]}"#),
    Kind(
      name: "Anthropic's tools",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"w"},{"type":"tool_use","id":"c1","name":"f","input":{"x": 1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"r"}]},{"type":"text","text":"and?"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},\#(called.replacing("null", with: "\"w\"")),{"role":"tool","content":"r","tool_call_id":"c1"},{"role":"user","content":"and?"}]}"#
    ),
    Kind(
      name: "the Responses API",
      record:
        #"{"messages":[{"role":"user","content":[{"type":"input_text","text":"q"}]},{"type":"reasoning","summary":[{"type":"summary_text","text":"t"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{\"x\": 1}"},{"type":"function_call_output","call_id":"c1","output":"r"},{"role":"assistant","content":[{"type":"output_text","text":"a"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"reasoning_content":"t","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","content":"r","tool_call_id":"c1"},{"role":"assistant","content":"a"}]}"#
    ),
    Kind(
      name: "Bedrock's conversation",
      record:
        #"{"schemaVersion":"bedrock-conversation-2024","system":[{"text":"s"}],"messages":[{"role":"user","content":[{"text":"q"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"toolUse":{"toolUseId":"c1","name":"f","input":{"x": 1}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"json":{"r":2}}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}}}}]}}"#,
      becomes:
        #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":null,"reasoning_content":"t","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","content":"{\"r\":2}","tool_call_id":"c1"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]}"#
    ),
    Kind(
      name: "Gemini's thoughts",
      record:
        #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"t","thought":true},{"text":"a"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning_content":"t"}]}"#),
    Kind(
      name: "what Gemini's functions gave back, by the role of a function",
      record:
        #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"function_call":{"name":"f","args":{"x": 1}}}]},{"role":"function","parts":[{"function_response":{"name":"f","response":{"r":2}}}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"call00001","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","content":"{\"r\":2}","tool_call_id":"call00001"}]}"#
    ),
    Kind(
      name: "what several functions gave back in one message of a tool",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"tool","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"b","content":"2"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"tool","content":"1","tool_call_id":"a"},{"role":"tool","content":"2","tool_call_id":"b"}]}"#
    ),
    Kind(
      name: "ChatGLM3's calls with their results",
      record:
        #"{"conversations":[{"role":"user","content":"q"},{"role":"tool","name":"f","parameters":{"x": 1},"observation":"r"}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"call00001","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","content":"r","tool_call_id":"call00001"}]}"#
    ),
    Kind(
      name: "the schemas of Anthropic's tools",
      record:
        #"{"messages":[{"role":"user","content":"q"}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}]}"#
    ),
    Kind(
      name: "a prompt and its completion with tools",
      record:
        #"{"prompt":[{"role":"user","content":"q"},{"role":"assistant","content":"b"},{"role":"user","content":"r"}],"completion":"a","tools":[{"type":"function","function":{"name":"f"}}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"b","weight":0},{"role":"user","content":"r"},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}]}"#
    ),
    Kind(
      name: "Gemini's images and types in capitals",
      record:
        #"{"contents":[{"role":"user","parts":[{"fileData":{"mimeType":"image/png","fileUri":"gs://b/a.png"}},{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING","enum":["OBJECT"]}}}}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":[{"type": "image_url", "image_url": {"url": "gs://b/a.png"}}, {"type": "text", "text": "q"}]},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"type":{"type":"string","enum":["OBJECT"]}}}}}]}"#
    ),
    Kind(
      name: "calls without ids, answered in order",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}},{"type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","content":"1"},{"role":"tool","content":"2"},{"role":"assistant","content":"a"}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"call00001","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"call00002","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","content":"1","tool_call_id":"call00001"},{"role":"tool","content":"2","tool_call_id":"call00002"},{"role":"assistant","content":"a"}]}"#
    ),
    Kind(
      name: "parts that say whether they are learnt",
      record:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type": "text", "text": "a", "train": false}, {"type": "text", "text": "b"}]}]}"#,
      becomes:
        #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type": "text", "text": "a", "train": false}, {"type": "text", "text": "b"}]}]}"#
    ),
  ]

  /// The verdicts of Stanford Human Preferences as files of all kinds write them.
  @Test(arguments: [
    ("1", true), ("0", false), ("true", true), ("1.0", true), ("0.0", false), (#""1""#, true), (#""0""#, false),
    (#""true""#, true),
  ]) func `the first answer is chosen where the label says so, however it is written`(label: String, isFirst: Bool)
    throws
  {
    let line = #"{"history":"q","human_ref_A":"a","human_ref_B":"b","labels":\#(label)}"#
    let (chosen, rejected) = isFirst ? ("a", "b") : ("b", "a")
    #expect(
      try ConverterTests.convert(line).lines == #"{"prompt":"q","chosen":"\#(chosen)","rejected":"\#(rejected)"}"#
        + "\n")
    #expect(
      try ConverterTests.convert(line.replacing("\"labels\":\(label)", with: "\"labels\":2")).lines == "wrong-type")
  }

  /// Records of a target's own form, which come back as they were.
  @Test(arguments: [
    (
      "bedrock-nova",
      #"{"schemaVersion":"bedrock-conversation-2024","messages":[{"role":"user","content":[{"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://b/a.jpg","bucketOwner":"1"}}}},{"video":{"format":"mp4","source":{"s3Location":{"uri":"s3://b/a.mp4"}}}},{"document":{"format":"pdf","source":{"bytes":"AA=="}}},{"text":"q"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"text":"a"}]}]}"#
    ),
    (
      "vertex-gemini",
      #"{"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"t","thought":true},{"functionCall":{"name":"f","args":{"x":1}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":2}}}]},{"role":"model","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}"#
    ),
  ]) func `a record of a target's own form stays as it is`(target: String, line: String) throws {
    let found = try ConverterTests.convert(line, to: target)
    // The version is the form's own.
    #expect(found.lines == line + "\n" && found.losses.subtracting(["field schemaVersion"]).isEmpty)
  }

  @Test(arguments: kinds) func `a kind has its meaning`(kind: Kind) throws {
    let result = try ConverterTests.convert(kind.record, omitting: kind.omitting).lines
    #expect(result == (kind.becomes.hasPrefix("{") ? kind.becomes + "\n" : kind.becomes))
  }

  @Test func `Alpaca written out becomes a conversation without the words of its template`() throws {
    let text =
      #"{"text":"Below is an instruction that describes a task, paired with an input.\n\n### Instruction:\nAdd.\n\n### Input:\n2+3\n\n### Response:\n5"}"#
    let chat =
      #"{"messages":[{"role":"user","content":"Add.\n2+3"},{"role":"assistant","content":"5"}]}"#
    #expect(try ConverterTests.convert(text, to: "chat").lines == chat + "\n")
  }

  @Test func `Gemini's form has its types in capitals, its images and its nulls`() throws {
    let chat =
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},{"role":"assistant","content":"a"}],"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{"type":"object","properties":{"x":{"type":["integer","null"]}}}}}]}"#
    let gemini =
      #"{"contents":[{"role":"user","parts":[{"text":"q"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]},{"role":"model","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"x":{"type":"INTEGER","nullable":true}}}}]}]}"#
    #expect(try ConverterTests.convert(chat, to: "vertex-gemini").lines == gemini + "\n")
  }
}
