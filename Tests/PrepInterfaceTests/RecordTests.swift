import CPrep
import Foundation
import PrepInterface
import TestSupport
import Testing

@Suite struct RecordTests {
  private func tokenize(_ options: String?, _ records: [String], threads: Int32 = 1) throws -> Interface.Rows {
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      var tokenizing: OpaquePointer?
      try Interface.call { prep_tokenizing_open(open, options, &tokenizing, $0) }
      defer { prep_tokenizing_close(tokenizing) }
      var batch: OpaquePointer?
      try Interface.withTexts(records.map { Array($0.utf8) }) { list, count in
        try Interface.call { prep_tokenize(tokenizing, list, count, threads, &batch, $0) }
      }
      defer { prep_batch_close(batch) }
      return try Interface.Rows(try #require(batch))
    }
  }

  private let chat = #"{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}]}"#

  @Test func `records become what the command makes of them`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = (0..<50).map { number in
      chat.replacingOccurrences(of: "2+2?", with: "\(number)+2? \(String(repeating: "x ", count: number))")
    }
    try records.joined(separator: "\n").write(
      to: folder.appendingPathComponent("in.jsonl"), atomically: true, encoding: .utf8)
    let outcome = try PrepProcess.run(
      "prep tokenize -q -t prep-8k --template chatml --mask last --json in.jsonl", in: folder)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let rows = try tokenize(#"{"template":"chatml","mask":"last"}"#, records)
    var number = 0
    for line in outcome.text.split(separator: "\n") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      guard let ids = (object["tokens"] ?? object["input_ids"]) as? [UInt32] else { continue }
      #expect(rows.ids[number] == ids)
      number += 1
    }
    #expect(number == records.count && rows.records == (0..<50).map { Int64($0) })
    #expect(rows.masks.allSatisfy { $0.contains(1) && $0.contains(0) })
    #expect(try tokenize(#"{"template":"chatml","mask":"last"}"#, records, threads: 2) == rows)
  }

  @Test func `each record tells its shape, and line ends between its tokens are blanks`() throws {
    let pair = "{\"prompt\": \"a b\",\n  \"completion\": \" c\\nd\"}\n"
    let rows = try tokenize(#"{"template":"chatml"}"#, [chat, pair, #"{"text":"a"}"#])
    #expect(rows.ids.count == 3)
    #expect(try tokenize(nil, [#"{"prompt":"a b","completion":" c\nd"}"#]).ids == tokenize(nil, [pair]).ids)
    let preference = #"{"prompt":"a","chosen":" b","rejected":" c"}"#
    #expect(try tokenize(nil, [preference, #"{"text":"x"}"#]).records == [0, 0, 1])
  }

  @Test(
    arguments: [
      ("", "not-an-object"), (" ", "not-an-object"), ("[]", "not-an-object"), ("{", nil), ("{\"text\":\"a\nb\"}", nil),
      (#"{"text":1}"#, "wrong-type"), (#"{"a":1}"#, "unknown-shape"),
    ] as [(String, String?)])
  func `a bad record is named, or left out`(bad: String, code: String?) throws {
    let good = #"{"text":"good"}"#
    for position in 0..<3 {
      var records = [good, good]
      records.insert(bad, at: position)
      do {
        _ = try tokenize(nil, records)
        Issue.record("\(bad) is taken")
      } catch let failure as Interface.Failure {
        #expect(failure.status == 65 && failure.index == position)
        if let code { #expect(failure.code == code) }
      }
      let rows = try tokenize(#"{"on-invalid":"skip"}"#, records)
      #expect(rows.records == [0, 1, 2].filter { $0 != position })
    }
  }

  @Test func `options that are none are wrong use, with the nearest name`() throws {
    for (options, word) in [
      (#"{"templat":"chatml"}"#, "template"), (#"{"mask":"everything"}"#, "assistant"), ("[1]", "object"),
      ("{", "JSON"), (#"{"output":"x"}"#, "output"), (#"{"template":"no-such"}"#, "no-such"),
    ] {
      do {
        _ = try tokenize(options, [])
        Issue.record("\(options) is taken")
      } catch let failure as Interface.Failure {
        #expect([64, 69].contains(failure.status) && failure.message.contains(word), "\(failure)")
      }
    }
  }

  @Test func `a record is shown as text with spans that are all of it`() throws {
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      var tokenizing: OpaquePointer?
      try Interface.call { prep_tokenizing_open(open, #"{"template":"chatml"}"#, &tokenizing, $0) }
      defer { prep_tokenizing_close(tokenizing) }
      var bytes: OpaquePointer?
      try Interface.withTexts([Array(chat.utf8)]) { list, _ in
        let record = try #require(list)[0]
        try Interface.call { prep_render(tokenizing, record, &bytes, $0) }
      }
      defer { prep_bytes_close(bytes) }
      var places: UnsafePointer<Int64>?
      var count = 0
      let data = prep_bytes_data(bytes, &places, &count)
      let json = Data(bytes: try #require(data), count: Int(try #require(places)[1]))
      let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
      let text = try #require(object["text"] as? String)
      #expect(text == "<|im_start|>user\n2+2?<|im_end|>\n<|im_start|>assistant\n4<|im_end|>\n")
      let spans = try #require(object["spans"] as? [[String: Any]])
      #expect(spans.last?["end"] as? Int == text.utf8.count)
      let trained = spans.filter { ($0["weight"] as? Double ?? 0) > 0 }
      #expect(!trained.isEmpty && trained.allSatisfy { $0["role"] as? String == "assistant" })
    }
  }
}
