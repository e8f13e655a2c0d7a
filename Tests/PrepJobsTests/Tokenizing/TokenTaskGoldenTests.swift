import Foundation
import PrepBytes
import PrepRecords
import PrepShapes
import PrepTokenizing
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

/// Labels of words and places of answers beside what `run_ner` and `run_qa` of Transformers make of the same texts on
/// `tokenizers` 0.23.3. What differs is what these get wrong, or read otherwise on purpose; each row that differs has to
/// be one of those, for a reason that is looked at.
@Suite struct TokenTaskGoldenTests {
  /// The rows of a file of the families' golden cases, by vocabulary.
  private static func rows(_ name: String) throws -> [(vocabulary: String, rows: [JSONView])] {
    guard let url = TestData.url("families/golden/\(name).jsonl.gz") else { return [] }
    var found: [(vocabulary: String, rows: [JSONView])] = []
    for line in try JobInput(path: url.path).open().readAll().split(separator: 0x0A) {
      let root = try JSONDocument(Array(line)).root
      let vocabulary = try root["vocab"]?.string() ?? ""
      if found.last?.vocabulary != vocabulary { found.append((vocabulary, [])) }
      found[found.count - 1].rows.append(root)
    }
    return found
  }

  private static func tokenizer(_ name: String) -> String? {
    ["families/vocab/", "vocab/"].lazy.compactMap { folder in
      TestData.folder?.appendingPathComponent(folder + name).path
    }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func ints(_ view: JSONView?) -> [Int] { (view?.elements).map { $0.map { $0.int ?? -1 } } ?? [] }

  private static func strings(_ view: JSONView?) throws -> [String] {
    try (view?.elements).map { try $0.map { try $0.string() } } ?? []
  }

  /// The lines of a twin that a job makes of records.
  private static func lines(_ options: TokenizeJob.Options, _ records: [String]) throws -> [JSONView] {
    let output = Memory()
    _ = try run(
      TokenizeJob(
        options, inputs: [input(records.joined(separator: "\n") + "\n")], output: output.output, writesText: true))
    return try output.bytes.split(separator: 0x0A).map { try JSONDocument(Array($0)).root }
  }

  private static let labels = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]

  @Test func `labels are those of run_ner, but for what it gets wrong`() throws {
    var same = 0
    var reasons: [String: Int] = [:]
    let list = FileManager.default.temporaryDirectory.appendingPathComponent(
      "prep-labels-\(UInt64.random(in: 0 ... .max)).txt")
    try Data(Self.labels.joined(separator: "\n").utf8).write(to: list)
    defer { try? FileManager.default.removeItem(at: list) }
    for (vocabulary, rows) in try Self.rows("task-ner") {
      guard let path = Self.tokenizer(vocabulary) else { continue }
      for all in [false, true] {
        var options = TokenizeJob.Options()
        options.tokenizer.name = path
        options.examples.shape = .tokenClassification
        options.classes.list = list.path
        (options.words.labelled, options.words.checks) = (all ? .all : .first, true)
        let made = try Self.lines(
          options,
          rows.map { row in
            let tokens = row["tokens"]?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } ?? ""
            let tags = row["ner_tags"]?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } ?? ""
            return "{\"tokens\":\(tokens),\"ner_tags\":\(tags)}"
          })
        #expect(made.count == rows.count)
        for (row, made) in zip(rows, made) {
          let words = try Self.strings(row["tokens"])
          let tags = try Self.strings(row["ner_tags"])
          if Self.ints(made["input_ids"]) != Self.ints(row["ids"]) {
            // The name of a control token in a text is text (and no id of it).
            #expect(words.contains { ["[SEP]", "<s>", "[CLS]", "</s>"].contains($0) }, "\(vocabulary) \(words)")
            reasons["names of control tokens", default: 0] += 1
            continue
          }
          #expect(Self.ints(made["word_ids"]) == Self.ints(row["word_ids"]), "\(vocabulary) \(words)")
          let labels = Self.ints(made["labels"])
          let theirs = Self.ints(row[all ? "labels_all" : "labels_first"])
          if labels == theirs {
            same += 1
            continue
          }
          // Only an entity's begin differs: where its first word has no token, or the chain was broken.
          for (one, other) in zip(labels, theirs) where one != other { #expect(one == other - 1 && other % 2 == 0) }
          let isBroken = zip(tags, ["O"] + tags).contains { $0.hasPrefix("I-") && $1.dropFirst(2) != $0.dropFirst(2) }
          #expect(isBroken || !Self.ints(row["words_without_token"]).isEmpty, "\(vocabulary) \(words)")
          reasons[isBroken ? "broken chains" : "words without tokens", default: 0] += 1
        }
      }
    }
    if same > 0 { print("task-ner: \(same) the same, \(reasons.sorted { $0.key < $1.key })") }
  }

  @Test func `answers are those of run_qa, but for what it gets wrong`() throws {
    var same = 0
    var reasons: [String: Int] = [:]
    for (vocabulary, rows) in try Self.rows("task-qa") {
      guard let path = Self.tokenizer(vocabulary) else { continue }
      for (limit, stride) in [(384, 128), (64, 16), (40, 8)] {
        let rows = rows.filter { $0["max_length"]?.int == limit }
        var options = TokenizeJob.Options()
        options.tokenizer.name = path
        options.examples.shape = .questionAnswering
        options.learning.maxTokens = limit
        (options.words.stride, options.words.checks) = (stride, true)
        func raw(_ view: JSONView?) -> String { view?.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } ?? "" }
        let made = try Self.lines(
          options,
          rows.map { row in
            let has = row["answer"]?.kind == .string
            return
              "{\"question\":\(raw(row["question"])),\"context\":\(raw(row["context"])),\"answers\":{\"text\":[\(has ? raw(row["answer"]) : "")],\"answer_start\":[\(has ? raw(row["answer_start"]) : "")]}}"
          })
        var left = made[...]
        for (number, row) in rows.enumerated() {
          for feature in row["features"]?.elements.map({ $0 }) ?? [] {
            guard let line = left.popFirst(), Self.ints(line["doc_ids"]) == [number] else {
              Issue.record("\(vocabulary): another number of windows")
              return
            }
            #expect(Self.ints(line["input_ids"]) == Self.ints(feature["ids"]), "\(vocabulary)")
            try Self.compareOffsets(line, feature, try row["context"]?.string() ?? "", vocabulary)
            let place = Self.ints(line["start_positions"]) + Self.ints(line["end_positions"])
            if place == [feature["start"]?.int ?? -1, feature["end"]?.int ?? -1] {
              same += 1
              continue
            }
            let answer = try row["answer"]?.string() ?? ""
            let context = try row["context"]?.string() ?? ""
            // Its search runs on over the token that ends the sequence, and to the last token of the first letter; begins with the blank before an answer; and ends
            // with the token behind a mark that the vocabulary takes away.
            let reason =
              answer.hasPrefix(" ")
              ? "blank before the answer"
              : context.hasSuffix(answer)
                ? "answer at the end"
                : answer.unicodeScalars.contains { $0.properties.canonicalCombiningClass != .notReordered }
                  ? "mark without a token"
                  : answer.hasPrefix("\u{FB01}") ? "a first letter of several tokens" : "unknown"
            #expect(reason != "unknown", "\(vocabulary) \(answer) \(place)")
            reasons[reason, default: 0] += 1
          }
        }
        #expect(left.isEmpty)
      }
    }
    if same > 0 { print("task-qa: \(same) the same, \(reasons.sorted { $0.key < $1.key })") }
  }

  /// Places of tokens are those of the engine without white space at their ends; a token that is a mark alone, which the
  /// vocabulary puts before a word or for a blank, has none, where the engine gives it the first character of the word.
  private static func compareOffsets(_ line: JSONView, _ feature: JSONView, _ context: String, _ vocabulary: String)
    throws
  {
    let scalars = Array(context.unicodeScalars)
    let starts = Self.ints(line["offset_start"])
    let ends = Self.ints(line["offset_end"])
    let theirs = try #require(feature["offsets"]).elements.map { $0.isNull ? [-1, -1] : Self.ints($0) }
    try #require(theirs.count == starts.count && theirs.count == ends.count)
    for (index, place) in theirs.enumerated() {
      let own = [starts[index], ends[index]]
      if own == place { continue }
      try #require(place[0] >= 0 && place[1] <= scalars.count, "\(vocabulary) \(context)")
      var (start, end) = (place[0], place[1])
      while start < end, scalars[start].properties.isWhitespace { start += 1 }
      while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
      let isMark = own[0] == own[1] && index + 1 < theirs.count && theirs[index + 1][0] == place[0]
      #expect(own == [start, end] || start == end && own[0] == own[1] || isMark, "\(vocabulary) \(context) \(place)")
    }
  }

  /// All sets with words, spans and questions are read, or refused as their list says.
  @Test func `all sets of data/tokenlevel are read or refused`() throws {
    guard let url = TestData.url("tokenlevel/files.tsv") else { return }
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let (name, expect) = (fields[0], fields[3])
      let isTask = ["broken", "conll", "conllu", "jsonl", "qa", "spans", "variants"].contains {
        name.hasPrefix($0 + "/")
      }
      // What has other columns, holds no spans, or has its names aside.
      let isOther = ["doccano.", "choices", "labels.json"].contains { name.contains($0) }
      guard isTask, !isOther, let file = TestData.url("tokenlevel/" + name) else { continue }
      var options = TokenizeJob.Options()
      options.examples.shape = name.hasPrefix("qa/") ? .questionAnswering : .tokenClassification
      options.words.checks = true
      let facts = try JSONDocument(Array(fields[4].utf8)).root
      do {
        let summary = try run(TokenizeJob(options, inputs: [JobInput(path: file.path)], output: Memory().output))
        #expect(expect != "refuse", "\(name)")
        let wanted = facts["sentences"]?.int ?? facts["questions"]?.int ?? facts["records"]?.int
        // Of this one the list counts what was there before it was cut.
        if let wanted, !name.contains("label-studio") { #expect(summary.counts.examples == wanted, "\(name)") }
      } catch { #expect(expect != "read", "\(name): \(error)") }
    }
  }
}
