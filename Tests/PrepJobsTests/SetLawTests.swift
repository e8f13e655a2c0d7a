import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepImporting
import PrepRecords
import PrepShapes
import PrepSplitting
import PrepValidating
import TestSupport
import Testing

@testable import PrepJobs

/// A set has one shape: a record of another one is the same fault to every command, in every container.
@Suite struct SetLawTests {
  /// What three records stand in, one a line.
  enum Wrapping: CaseIterable, CustomTestStringConvertible {
    case lines, array, object

    var testDescription: String { "\(self)" }

    func text(_ records: [String]) -> String {
      switch self {
      case .lines: records.joined(separator: "\n") + "\n"
      case .array: "[\n" + records.joined(separator: ",\n") + "\n]\n"
      case .object: "{\"about\":\"it\",\"data\":[\n" + records.joined(separator: ",\n") + "\n]}\n"
      }
    }

    var lastLine: Int { self == .lines ? 3 : 4 }

    var reading: InputOptions {
      var reading = InputOptions()
      if self == .object { reading.importing.pointer = JSONPointer("/data") }
      return reading
    }
  }

  private static var skipping: InvalidOptions {
    var invalid = InvalidOptions()
    invalid.policy = .skip
    return invalid
  }

  /// What each command has against the last of three records: a code, or nothing.
  private static func codes(_ records: [String], _ wrapping: Wrapping, named shape: RecordShape) throws
    -> [(command: String, code: String?)]
  {
    let data = input(wrapping.text(records), named: "train.json\(wrapping == .lines ? "l" : "")")
    var codes: [(String, String?)] = []
    func run<J: Job>(_ command: String, _ job: J) throws {
      let observer = RecordingObserver()
      _ = try PrepJobsTests.run(job, observer: observer)
      codes.append((command, observer.findings.first { $0.location.line == wrapping.lastLine }?.code.rawValue))
    }
    var convert = ConvertJob.Options()
    (convert.reading, convert.invalid) = (wrapping.reading, skipping)
    try run("convert", ConvertJob(convert, inputs: [data], output: Memory().output))
    var fix = FixJob.Options()
    (fix.reading, fix.invalid) = (wrapping.reading, skipping)
    try run("fix", FixJob(fix, inputs: [data], output: Memory().output))
    var dedup = DedupJob.Options()
    (dedup.reading, dedup.invalid, dedup.content.scope) = (wrapping.reading, skipping, .prompt)
    try run("dedup", DedupJob(dedup, inputs: [data], output: Memory().output))
    var split = SplitJob.Options(plan: .halves)
    (split.reading, split.invalid, split.content.scope) = (wrapping.reading, skipping, .prompt)
    split.allowsEmpty = true
    try run("split", SplitJob(split, inputs: [data]) { _ in Memory().output })
    var format = FormatJob.Options()
    (format.reading, format.invalid) = (wrapping.reading, skipping)
    try run("format", FormatJob(format, inputs: [data], output: Memory().output))
    format.template.template = "chatml"
    try run("format --template", FormatJob(format, inputs: [data], output: Memory().output))
    // Commands for plain text take the words themselves for where the records are.
    if wrapping != .object {
      var count = CountJob.Options()
      count.encoding.invalid = skipping
      try run("count", CountJob(count, inputs: [data], output: Memory().output))
    }
    if ExampleShape(native: shape) != nil {
      var tokenize = TokenizeJob.Options()
      (tokenize.reading, tokenize.invalid) = (wrapping.reading, skipping)
      tokenize.template.template = "chatml"
      try run("tokenize", TokenizeJob(tokenize, inputs: [data], output: Memory().output, writesText: true))
    }
    var validate = ValidateJob.Options()
    validate.reading = wrapping.reading
    (validate.selected, validate.writesEach, validate.format) = (["S06"], true, .json)
    let findings = Memory()
    _ = try PrepJobsTests.run(ValidateJob(validate, inputs: [data], findings: findings.output))
    codes.append(("validate", findings.text.contains("\"line\":\(wrapping.lastLine)") ? "shape-change" : nil))
    return codes
  }

  @Test(arguments: RecordShape.allCases) func `a record of another shape is the same to all`(shape: RecordShape) throws
  {
    // Every pair is asked of the shape itself, below; of the commands some of each.
    for distance in TestData.runsLongTests ? [0, 7] : [shape.rawValue.utf8.count % 2 * 7] {
      let other = RecordShape.allCases[(shape.ordinal + distance) % RecordShape.count]
      for wrapping in shape == .chat ? Wrapping.allCases : [.lines] {
        let records = [shape.sample, shape.sample, other.sample]
        let isSame = shape.layout == other.layout
        let onlyLacks = !isSame && other.isPart(of: shape)
        for (command, code) in try Self.codes(records, wrapping, named: shape) {
          let words = "\(command), \(wrapping): \(other.rawValue) in a set of \(shape.rawValue)"
          if isSame {
            #expect(code != "other-shape" && code != "shape-change", "\(words)")
          } else if command == "validate" {
            #expect(code == "shape-change", "\(words)")
          } else if onlyLacks {
            // It is told what it lacks, or is of another shape; fix leaves it as it is.
            #expect(code != nil || command == "fix", "\(words)")
          } else {
            #expect(code == "other-shape", "\(words)")
          }
        }
      }
    }
  }

  @Test(arguments: RecordShape.allCases) func `a set refuses what is neither its own nor lacks something of it`(
    shape: RecordShape
  ) throws {
    func told(_ shape: RecordShape) throws -> DetectedShape {
      try #require(FieldNames.usual.detect(try JSONDocument(Array(shape.sample.utf8)).root))
    }
    var set = SetShape()
    set.tell([try told(shape)])
    for other in RecordShape.allCases {
      let (record, isSame) = (try told(other), shape.layout == other.layout)
      #expect(set.isOther(record) == !isSame, "\(other.rawValue)")
      #expect(set.refuses(record) == (!isSame && !other.isPart(of: shape)), "\(other.rawValue)")
      #expect(set.reading(record) == (isSame || set.refuses(record) ? other : shape), "\(other.rawValue)")
    }
  }

  @Test func `each record can be taken as what it is`() throws {
    let text = RecordShape.promptCompletion.sample + "\n" + RecordShape.alpaca.sample + "\n" + RecordShape.chat.sample
    var options = ConvertJob.Options()
    options.takesEachShape = true
    let memory = Memory()
    let summary = try run(ConvertJob(options, inputs: [input(text)], output: memory.output))
    #expect(summary.examples == 3)
  }
}
