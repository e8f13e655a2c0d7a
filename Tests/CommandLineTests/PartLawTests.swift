import Foundation
import PrepOptions
import TestSupport
import Testing

/// What the parts of a job write, one behind the other, is what the whole job writes: for every command that has
/// `--part`, and every container.
@Suite struct PartLawTests {
  /// A set of records in files of one container.
  struct Set: CustomTestStringConvertible, Sendable {
    var name: String
    var options = ""
    /// Whether records have a prompt and a completion.
    var hasPrompts = true
    /// Whether records have a shape that is known.
    var hasShape = true
    var files: @Sendable (inout SeededGenerator) throws -> [(name: String, bytes: [UInt8])]

    var testDescription: String { name }
  }

  private static let words = ["two", "and", "is", "Zoë", "日本", "a\"b", "line\\n", "🙂", "x,y", " "]

  /// Pairs of texts, no two alike.
  private static func pairs(_ count: Int, _ random: inout SeededGenerator) -> [[String]] {
    (0..<count).map { number in
      func text() -> String {
        (0...Int.random(in: 0...9, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(
          separator: " ")
      }
      return ["\(number) \(text())", " \(text()) \(number)"]
    }
  }

  private static func json(_ value: Any, pretty: Bool = false) -> String {
    let options: JSONSerialization.WritingOptions = pretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys]
    return String(
      decoding: (try? JSONSerialization.data(withJSONObject: value, options: options)) ?? Data(), as: UTF8.self)
  }

  private static func objects(_ count: Int, _ random: inout SeededGenerator) -> [[String: String]] {
    pairs(count, &random).map { ["prompt": $0[0], "completion": $0[1]] }
  }

  private static func lines(_ count: Int, _ random: inout SeededGenerator) -> String {
    objects(count, &random).map { json($0) + (Int.random(in: 0...9, using: &random) == 0 ? "\r\n\n" : "\n") }.joined()
  }

  private static func table(_ count: Int, _ separator: String, _ random: inout SeededGenerator) -> String {
    ([["prompt", "completion"]] + pairs(count, &random)).map { row in
      row.map { "\"" + $0.replacing("\"", with: "\"\"").replacing("and", with: "a\nd") + "\"" }.joined(
        separator: separator) + "\n"
    }.joined()
  }

  static let sets: [Set] = [
    Set(name: "JSON Lines") { random in
      (0..<3).map { ("f\($0).jsonl", Array(lines(20 * $0 + 7, &random).utf8)) }
    },
    Set(name: "records that lack a part, and other names") { random in
      let text = objects(40, &random).enumerated().map { number, record in
        number % 3 == 0
          ? json(["prompt": record["prompt"] ?? ""])
          : number % 3 == 1 ? json(record) : json(["text": record["prompt"] ?? ""])
      }
      return [("a.jsonl", Array((lines(40, &random) + text.joined(separator: "\n")).utf8))]
    },
    Set(name: "JSON Lines without a last line end") { random in
      [
        ("a.jsonl", Array(lines(9, &random).utf8.dropLast())), ("empty.jsonl", []),
        ("b.jsonl", Array(lines(5, &random).utf8)),
      ]
    },
    Set(name: "gzip and zstd") { random in
      (0..<3).map { ("f\($0).jsonl.\($0 == 1 ? "zst" : "gz")", Array(lines(11, &random).utf8)) }
    },
    Set(name: "JSON") { random in
      [
        ("a.json", Array(json(objects(13, &random), pretty: true).utf8)),
        ("b.json", Array(json(objects(3, &random)).utf8)), ("c.jsonl", Array(lines(20, &random).utf8)),
        ("d.json", Array(objects(8, &random).map { json($0, pretty: true) + "\n" }.joined().utf8)),
      ]
    },
    Set(name: "records inside of an object", options: "--records=/data/train") { random in
      (0..<2).map { ("f\($0).json", Array(json(["data": ["train": objects(9, &random)]]).utf8)) }
    },
    Set(name: "CSV and TSV") { random in
      [("a.csv", Array(table(14, ",", &random).utf8)), ("b.tsv", Array(table(5, "\t", &random).utf8))]
    },
    Set(name: "workbooks") { random in
      (0..<3).map { ("f\($0).xlsx", workbook(rows: [["prompt", "completion"]] + pairs(6 + $0, &random))) }
    },
    Set(name: "files of columns", hasPrompts: false) { random in
      let bytes = [UInt8](
        try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("columns/dictionary-falls-back.parquet"))))
      return [
        ("a.jsonl", Array("{\"text\":\"before\"}\n{\"text\":\"it\"}\n".utf8)), ("b.parquet", bytes),
        ("c.jsonl", Array((0..<99).map { "{\"text\":\"behind \($0)\"}\n" }.joined().utf8)),
      ]
    },
    Set(
      name: "Arrow", hasPrompts: false, hasShape: false
    ) { _ in
      try (0..<3).map {
        ("f\($0).arrow", [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("columns/views.arrow")))))
      }
    },
    Set(name: "UTF-16", options: "--encoding UTF-16LE") { random in
      (0..<2).map { _ in
        (
          "f\(random.next()).jsonl",
          [0xFF, 0xFE] + lines(8, &random).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        )
      }
    },
    Set(name: "messages a line", hasPrompts: false) { random in
      (0..<2).map { file in
        let messages = (0..<12).flatMap { number in
          ["user", "assistant"].map { role in
            json(["conversation_id": "\(file)-\(number)", "role": role, "content": words[number % 10] + "\(number)"])
              + "\n"
          }
        }
        return ("f\(file).jsonl", Array(messages.joined().utf8))
      }
    },
    Set(name: "plain text", hasPrompts: false) { random in
      (0..<3).map { ("f\($0).txt", Array(pairs(4 + $0, &random).map { $0[0] + "\n" }.joined().utf8)) }
    },
    Set(name: "plain text by lines", options: "--lines", hasPrompts: false) { random in
      (0..<3).map { ("f\($0).txt", Array(pairs(4 + $0, &random).map { $0[0] + "\n" }.joined().utf8)) }
    },
    Set(name: "the files of a folder with their paths", options: "--path-field file") { random in
      [
        ("b/x.jsonl", Array(lines(30, &random).utf8)), ("b/a.csv", Array(table(9, ",", &random).utf8)),
        ("a.json", Array(json(objects(4, &random)).utf8)),
      ]
    },
  ]

  /// How a command is run, with `$P` for its part and `$D` for a folder of its own.
  private struct Way {
    var command: String
    /// What is run for the whole, and for each part.
    var run: String
    /// What makes one text of the outputs in the folders `w` or `0`, `1` …, given as `$F`.
    var join = "for f in $F; do cat $f/o; done"
    var needsPrompts = false
    var needsShape = true

    /// The same, with a report in the folder.
    var reporting: String {
      run.replacingOccurrences(of: "prep \(command) -q", with: "prep \(command) -q --report $D/r")
    }
  }

  /// Commands whose parts each read everything, or count what only the whole has: their reports are not held to add.
  private static let unlike: Swift.Set = ["dedup", "dedup apply", "shuffle", "mix"]

  private static let ways: [Way] = [
    Way(command: "convert", run: "prep convert -q --on-invalid skip $O $P $I -o $D/o"),
    Way(command: "convert", run: "prep convert -q --to records --on-invalid skip $O $P $I -o $D/o", needsShape: false),
    Way(command: "fix", run: "prep fix -q --on-invalid skip $O $P $I -o $D/o", needsShape: false),
    Way(
      command: "format", run: "prep format -q --on-invalid skip --separator '###' --stop keep $O $P $I -o $D/o",
      needsPrompts: true),
    Way(
      command: "validate",
      run: "prep validate -q --pass --fail-on never $O $P $I > $D/o 2> $D/e"),
    Way(command: "dedup", run: "prep dedup -q --on-invalid skip $O $P $I -o $D/o"),
    // What is found in the signatures of all parts is what is found in those of the whole.
    Way(
      command: "dedup sign", run: "prep dedup sign -q --on-invalid skip $O $P $I -o $D/s",
      join: "set --; for f in $F; do set -- \"$@\" $f/s; done; prep dedup group -q \"$@\" | cksum", needsShape: false),
    Way(
      command: "dedup apply",
      run:
        "prep dedup sign -q --on-invalid skip $O $I -o $D/s && prep dedup group -q $D/s -o $D/p && prep dedup verify -q $O --signatures $D/s --pairs $D/p $I -o $D/v && prep dedup decide -q --signatures $D/s --pairs $D/p $D/v -o $D/d && prep dedup apply -q --on-invalid skip $O $P --decisions $D/d $I -o $D/o",
      needsShape: false),
    Way(
      command: "shuffle", run: "prep shuffle -q --on-invalid skip --epochs 2 $O $P $I -o $D/o",
      needsShape: false),
    Way(
      command: "filter", run: "prep filter -q --on-invalid skip --where 'size(said()) > 20' $O $P $I -o $D/o",
      needsPrompts: true),
    Way(command: "sample", run: "prep sample -q --on-invalid skip --share 60% $O $P $I -o $D/o", needsShape: false),
    Way(
      command: "mix",
      run:
        "prep mix -q --on-invalid skip --unit records --passes a=1.5 --policy spill --total 40 $O $P a=$(echo $I | tr ' ' ,) -o $D/o",
      needsShape: false),
    Way(
      command: "split", run: "prep split -q --on-invalid skip $O $P $I -o $D/o.{part} --parts train=70%,valid=30%",
      join: "for f in $F; do cat $f/o.train; done; for f in $F; do cat $f/o.valid; done"),
    Way(
      command: "tokenize",
      run:
        "prep tokenize -q --on-invalid skip -t prep-8k --template chatml $O $P $I -o $D/t && prep view -q $D/t > $D/o",
      join: "for f in $F; do cat $f/o; done | sed 's/,.doc_ids.*//'"),
    Way(command: "encode", run: "prep encode -q --on-invalid skip -t prep-8k $O $P $I -o $D/o"),
    Way(
      command: "count", run: "prep count -q --on-invalid skip -t prep-8k $O $P $I -o $D/o",
      join: "for f in $F; do cat $f/o; done | awk '$2 != \"total\" { n += $1 } END { print n }'"),
    Way(
      command: "stats", run: "prep stats -q --json --on-invalid skip $O $P $I -o $D/c",
      join: "set --; for f in $F; do set -- \"$@\" $f/c; done; prep stats merge -q --json \"$@\"", needsShape: false),
    Way(
      command: "train count", run: "prep train count -q --on-invalid skip $O $P $I -o $D/c",
      join: "set --; for f in $F; do set -- \"$@\" $f/c; done; prep train merge -q \"$@\""),
  ]

  @Test func `every command that has parts is held to it`() {
    let entries = CommandCatalog.entries.filter { $0.options.contains { $0.name == "part" } }
    // The vocabulary that one part tells is no part of that of the whole; its counts are, and are tried.
    // A run hands its part to the stage that tokenizes; Fixtures/cli/run/part holds it against that.
    let held = Self.ways.map(\.command) + ["train", "run"]
    #expect(Swift.Set(entries.map { $0.words.dropFirst().joined(separator: " ") }) == Swift.Set(held))
  }

  @Test("parts are the whole together", arguments: sets) func together(_ set: Set) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SeededGenerator(seed: UInt64(set.name.utf8.count))
    var names: [String] = []
    for file in try set.files(&random) {
      var url = folder.appendingPathComponent("in/" + file.name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      let ending = url.pathExtension
      if ending == "gz" || ending == "zst" { url = url.deletingPathExtension() }
      try Data(file.bytes).write(to: url)
      if ending == "gz" || ending == "zst" {
        let pack = ending == "gz" ? "gzip" : "zstd -q --rm"
        #expect(try PrepProcess.run("\(pack) '\(url.path)'", in: folder).status == 0)
      }
      names.append("in/" + file.name)
    }
    let inputs = set.options.contains("--path-field") ? "in" : names.joined(separator: " ")
    var tried = 0
    // Each command meets a third of the sets, unless all of them are asked for.
    let place = Self.sets.firstIndex { $0.name == set.name } ?? 0
    for (number, way) in Self.ways.enumerated() where TestData.runsLongTests || (number + place) % 3 == 0 {
      if way.needsPrompts && !set.hasPrompts || way.needsShape && !set.hasShape { continue }
      let commandOptions = CommandCatalog.entries.first { $0.words.dropFirst().joined(separator: " ") == way.command }
      if let option = set.options.split(whereSeparator: { $0 == " " || $0 == "=" }).first,
        commandOptions?.options.contains(where: { "--\($0.name)" == option }) != true
      {
        continue
      }
      for parts in number == 0 ? [3, 7] : [2 + number % 2] {
        tried += 1
        var script = "I='\(inputs)'; O='\(set.options)'; set -e; rm -rf [w0-9]*; "
        script += "mkdir w; D=w; P=; \(way.reporting); F=w; ( \(way.join) ) > w.all; "
        for part in 0..<parts { script += "mkdir \(part); D=\(part); P='--part \(part)/\(parts)'; \(way.reporting); " }
        script += "F='\((0..<parts).map(String.init).joined(separator: " "))'; ( \(way.join) ) > 0.all; "
        script += "test -s w.all; cmp w.all 0.all; prep report add [0-9]*/r"
        let run = try PrepProcess.run(script, in: folder)
        #expect(run.status == 0, "\(way.run) in \(parts): \(run.stderr)\(run.text)")
        if Self.unlike.contains(way.command) { continue }
        var sum = try #require(try JSONSerialization.jsonObject(with: Data(run.text.utf8)) as? [String: Any])
        let report = try Data(contentsOf: folder.appendingPathComponent("w/r"))
        var counts = try #require(try JSONSerialization.jsonObject(with: report) as? [String: Any])
        if way.command == "validate" {
          // Rules about a file or the set as a whole see a part of it.
          for name in ["error", "warning", "info", "rules"] { (sum[name], counts[name]) = (nil, nil) }
        }
        let named = try #require(sum.removeValue(forKey: "part") as? String)
        #expect(named == "0-\(parts - 1)/\(parts)")
        #expect(NSDictionary(dictionary: sum).isEqual(counts), "\(way.run) in \(parts): \(sum) is not \(counts)")
      }
    }
    #expect(tried >= 1)
  }
}
