import Foundation
import TestSupport
import Testing

@testable import PrepShapes

/// A name that others give a field or a role stands in its table and nowhere else in the sources, so that another one
/// is a word there.
@Suite struct OneTableTests {
  /// Names that are words of other things too: keys of messages, of tools, of reports, of forms that are written.
  private static let common: Set<String> = [
    "input", "output", "answer", "content", "description", "message", "class", "target", "context", "function",
    "functions", "reference",
    "query", "text", "Text", "model", "tool_call", "function_call", "documents", "available_tools", "image", "audio",
    "video", "thinking",
    "conversation", "agent", "environment", "comment", "category", "response", "question", "reasoning", "solution",
    "Score", "Label", "thought", "request", "instructions", "v1", "v2", "Output",
    // Words of forms and reports, beside what an answer or a text is called.
    "code", "document", "summary", "summary_text", "generation", "article", "correct_answer", "input_text",
    "output_text",
    "observation", "function_response", "author", "headline", "highlights", "reply", "sql", "translation",
    // What lists of words and tags are called that are made of CoNLL's columns.
    "words", "entities", "ner_tags", "pos_tags", "chunk_tags", "upos",
    // Words of headers, by which a table is told from one without.
    "sentence", "review", "sentiment",
  ]

  @Test func `no other file has a name that only others use`() throws {
    let fields = Set(RecordField.allCases.flatMap { $0.names.dropFirst() }).subtracting(
      RecordField.allCases.map(\.name))
    let roles = Set(RoleKind.table.filter(\.isAlias).map(\.name))
    let names = fields.union(roles).subtracting(Self.common)
    for name in ["kto_tag", "chosen_response", "prompter", "system_prompt"] { #expect(names.contains(name), "\(name)") }
    let root = TestData.packageFolder.appendingPathComponent("Sources")
    let files =
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    for file in files where file.pathExtension == "swift" && !file.path.contains("/PrepShapes/") {
      // Examples of records, as the rules show them, are raw strings.
      let text = try String(contentsOf: file, encoding: .utf8).replacing(/#"[^\n]*?"#/, with: "")
      for name in names where text.contains("\"\(name)\"") {
        Issue.record("\(file.lastPathComponent) has the name \(name), whose place is the table in PrepShapes")
      }
    }
  }
}
