import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTokenizing
import PrepValidating
import TestSupport
import Testing

@testable import PrepJobs

/// A record means the same to every command in every container: all name the shape that is told, and read its examples
/// or refuse them alike.
@Suite struct ContainerLawTests {
  /// What a record stands in.
  enum Container: CaseIterable {
    case lines, array, object, csv, tsv, workbook

    /// Whether every value is a text there, one that holds JSON too.
    var isFlat: Bool { self == .csv || self == .tsv || self == .workbook }

    func input(_ members: [(name: String, json: String)]) throws -> JobInput {
      let record = "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
      switch self {
      case .lines: return JobInput(Array((record + "\n" + record + "\n").utf8), named: "train.jsonl")
      case .array: return JobInput(Array("[\(record),\(record)]".utf8), named: "train.json")
      case .object:
        return JobInput(Array("{\"about\":\"it\",\"data\":[\(record),\(record)]}".utf8), named: "train.json")
      case .csv, .tsv, .workbook:
        let names = members.map(\.name)
        let cells = try members.map { member in
          let value = try JSONDocument(Array(member.json.utf8)).root
          return value.kind == .string ? try value.string() : member.json
        }
        if self == .workbook {
          return JobInput(TestSupport.workbook(rows: [names, cells, cells]), named: "train.xlsx")
        }
        let separator = self == .csv ? "," : "\t"
        let rows = [names, cells, cells].map { row in
          row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: separator)
        }
        return JobInput(
          Array((rows.joined(separator: "\n") + "\n").utf8), named: self == .csv ? "train.csv" : "train.tsv")
      }
    }

    var reading: InputOptions {
      var reading = InputOptions()
      if self == .object { reading.importing.pointer = JSONPointer("/data") }
      return reading
    }
  }

  /// What a command makes of a record.
  enum Outcome: Equatable, CustomStringConvertible {
    case reads
    case refuses(String)

    var description: String {
      switch self {
      case .reads: "reads"
      case .refuses(let code): code
      }
    }
  }

  /// A sample with its fields under other names: all that a field has, one after the other, and some of all together.
  static func variants(_ shape: RecordShape) throws -> [[(name: String, json: String)]] {
    let root = try JSONDocument(Array(shape.sample.utf8)).root
    var members: [(name: String, json: String)] = []
    root.forEachMember { key, value in
      members.append(((try? key.string()) ?? "", String(decoding: value.withUnsafeBytes { Array($0) }, as: UTF8.self)))
    }
    func names(_ name: String) -> [String] {
      RecordField.allCases.first { $0.name == name && ($0 != .label || shape != .unpairedPreference) }?.names ?? [name]
    }
    var random = SeededGenerator(seed: UInt64(shape.ordinal))
    var variants = [members]
    for index in members.indices {
      for name in names(members[index].name) where name != members[index].name {
        var variant = members
        variant[index].name = name
        variants.append(variant)
      }
    }
    for _ in 0..<4 {
      variants.append(members.map { (names($0.name).randomElement(using: &random) ?? $0.name, $0.json) })
    }
    return variants.filter { Set($0.map(\.name)).count == $0.count }
  }

  @Test(arguments: RecordShape.allCases) func `every command reads a record or refuses it as the others do`(
    shape: RecordShape
  ) throws {
    let variants = try Self.variants(shape)
    for (number, members) in variants.enumerated() {
      for (place, container) in Container.allCases.enumerated()
      where TestData.runsLongTests || (number + place) % (2 * Container.allCases.count) == shape.ordinal % 3 {
        try Self.expectAgreement(members, container)
      }
    }
  }

  private static func expectAgreement(_ members: [(name: String, json: String)], _ container: Container) throws {
    let data = try container.input(members)
    let words = "\(container): \(members.map { "\($0.name)=\($0.json)" }.joined(separator: " "))"
    var invalid = InvalidOptions()
    invalid.policy = .skip
    func outcome<J: Job>(_ job: J) -> Outcome {
      let observer = RecordingObserver()
      do { _ = try run(job, observer: observer) } catch let error as Diagnostic {
        return .refuses(error.code.rawValue)
      } catch let error as JobFailure { return .refuses(error.code.rawValue) } catch { return .refuses("\(error)") }
      return observer.findings.first { $0.location.line > 0 && $0.code != "converted" }
        .map { .refuses($0.code.rawValue) } ?? .reads
    }
    let sniffed = Memory()
    var sniff = SniffJob.Options()
    sniff.reading = container.reading
    sniff.writesJSON = true
    _ = try run(SniffJob(sniff, inputs: [data], output: sniffed.output))
    let told = sniffed.text.firstMatch(of: /"shape":"([^"]+)"/).flatMap { RecordShape(named: String($0.1)) }

    var validate = ValidateJob.Options()
    validate.reading = container.reading
    (validate.writesEach, validate.format) = (true, .json)
    let findings = Memory()
    _ = try run(ValidateJob(validate, inputs: [data], findings: findings.output))
    if told?.example != nil {
      for code in ["missing-field", "wrong-type"] {
        #expect(!findings.text.contains("\"\(code)\""), "validate, \(words): \(findings.text)")
      }
    }

    var convert = ConvertJob.Options()
    (convert.reading, convert.invalid) = (container.reading, invalid)
    let converted = outcome(ConvertJob(convert, inputs: [data], output: Memory().output))
    let hasExamples = told?.example != nil
    #expect((converted == .reads) == (hasExamples || told?.isStepwise == true), "\(words): \(converted)")

    var outcomes: [(String, Outcome)] = []
    var tokenize = TokenizeJob.Options()
    (tokenize.reading, tokenize.invalid) = (container.reading, invalid)
    tokenize.template.template = "chatml"
    tokenize.learning.mask = .all
    outcomes.append(("tokenize", outcome(TokenizeJob(tokenize, inputs: [data], output: Memory().output))))
    var dedup = DedupJob.Options()
    (dedup.reading, dedup.invalid, dedup.content.scope) = (container.reading, invalid, .prompt)
    outcomes.append(("dedup", outcome(DedupJob(dedup, inputs: [data], output: Memory().output))))
    var format = FormatJob.Options()
    (format.reading, format.invalid) = (container.reading, invalid)
    format.template.template = "chatml"
    outcomes.append(("format --template", outcome(FormatJob(format, inputs: [data], output: Memory().output))))
    for (command, found) in outcomes {
      if hasExamples {
        #expect(found == .reads, "\(command), \(words)")
      } else {
        #expect(found == .refuses(told == nil ? "unknown-shape" : "foreign-shape"), "\(command), \(words)")
      }
    }
  }

  @Test(arguments: RecordShape.allCases) func `count and train read the texts of a record in every container alike`(
    shape: RecordShape
  ) throws {
    for (number, members) in try Self.variants(shape).enumerated()
    where TestData.runsLongTests || number % 12 == shape.ordinal % 12 {
      let areTexts = members.allSatisfy { $0.json.hasPrefix("\"") }
      var seen: [(container: Container, counts: String)] = []
      for container in Container.allCases {
        let counts = try Self.counts(members, container)
        let words = "\(container): \(members.map { "\($0.name)=\($0.json)" }.joined(separator: " "))"
        // In a table every value is a text: what is none elsewhere is compared among the tables.
        if let other = seen.first(where: { areTexts || $0.container.isFlat == container.isFlat }) {
          #expect(counts == other.counts, "\(words) beside \(other.container)")
        } else {
          seen.append((container, counts))
        }
      }
    }
  }

  /// What `count` and `train count` make of a set, or how they refuse it.
  private static func counts(_ members: [(name: String, json: String)], _ container: Container) throws -> String {
    let data = try container.input(members)
    func made(_ job: some Job, _ output: Memory) -> String {
      do { _ = try run(job) } catch let error as Diagnostic { return error.code.rawValue } catch let error as JobFailure
      {
        return error.code.rawValue
      } catch { return "\(error)" }
      return output.text
    }
    let (tokens, pieces) = (Memory(), Memory())
    var count = CountJob.Options()
    (count.encoding.reading, count.namesInputs) = (container.reading, false)
    var words = CountWordsJob.Options()
    words.reading = container.reading
    return made(CountJob(count, inputs: [data], output: tokens.output), tokens)
      + made(CountWordsJob(words, inputs: [data], output: pieces.output), pieces)
  }
}
