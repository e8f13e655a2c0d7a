import PrepShapes
import Testing

@testable import PrepImporting

@Suite struct JSONCellTests {
  private func value(_ column: String, _ cell: String, names: FieldNames = .usual) -> String {
    let columns = ColumnNames([Array(column.utf8)], names)
    var bytes: [UInt8] = []
    Array(cell.utf8).withUnsafeBytes { columns.appendCell($0, 0, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("messages", #"[{"role":"user","content":"q"}]"#), ("conversations", "[]"), ("history", #"[["q","a"]]"#),
    ("responses_create_params", #"{"input":[]}"#), ("input", #"{"messages":[]}"#),
    ("prompt", #"[{"role":"user","content":"q"}]"#), ("chosen", #"{"from":"gpt","value":"a"}"#),
    ("Response", #"[{"role":"assistant","content":"a"}]"#), ("labels", "[true,false]"),
    ("label", #"[{"start":0,"end":1,"text":"a","labels":["L"]}]"#), ("sentiment", #"{"choices":["a","b"]}"#),
  ]) func `what a field has in records is JSON in a cell`(column: String, cell: String) {
    #expect(value(column, cell) == cell)
    #expect(value(column, "\n \(cell) ") == cell)
  }

  @Test(arguments: [
    ("prompt", #"[1,2]"#), ("prompt", #"{"a":1}"#), ("completion", #"{"name":"f","arguments":{}}"#), ("prompt", "[]"),
    ("text", #"[{"role":"user","content":"q"}]"#), ("label", "[1]"), ("messages", "none"), ("messages", "[{]"),
    ("messages", #"{"role":"user"}"#), ("other", #"[{"role":"user","content":"q"}]"#), ("instruction", "[x]"),
  ]) func `other texts are texts`(column: String, cell: String) {
    let escaped = cell.replacing("\"", with: "\\\"")
    #expect(value(column, cell) == "\"\(escaped)\"")
  }

  @Test func `true and false beside an answer are a verdict`() {
    func value(_ columns: [String], _ cell: String) -> String {
      var bytes: [UInt8] = []
      let names = ColumnNames(columns.map { Array($0.utf8) }, .usual)
      Array(cell.utf8).withUnsafeBytes { names.appendCell($0, columns.count - 1, to: &bytes) }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(value(["prompt", "answer", "label"], "True") == "true")
    #expect(value(["messages", "kto_tag"], "false") == "false")
    #expect(value(["text", "label"], "True") == "\"True\"")
    #expect(value(["prompt", "answer", "label"], "no") == "\"no\"")
  }

  @Test func `line ends between values become blanks, and columns are known by the names that the user gives`() throws {
    #expect(value("messages", "[\n  {\"role\": \"user\"}\r\n]") == "[   {\"role\": \"user\"}  ]")
    let names = FieldNames(try FieldMapping(parsing: "messages=chat"))
    #expect(value("chat", "[]", names: names) == "[]")
    #expect(value("chat", "[]") == "\"[]\"")
  }
}
