import PrepOptions

/// Options of every kind, and a table for them.
struct SampleOptions: Hashable {
  enum Shape: String, CaseIterable {
    case text, chat
    case promptCompletion = "prompt-completion"
  }

  struct Output: Hashable {
    var path: String?
    var quiet = false
  }

  var files: [String] = []
  var length = 0
  var limit = 64 << 20
  var threads: Int?
  var weight: Float = 0
  var seed: UInt64 = 0
  var shape: Shape?
  var header = true
  var json = false
  var names: [String] = ["text"]
  var special: [String] = []
  var buckets: [Int]?
  var shapes: [Shape] = []
  var variables: [OptionPair] = []
  var factors: [OptionPair] = []
  var map: [OptionPair]?
  var output = Output()

  static var groups: [[OptionDefinition<SampleOptions>]] {
    [
      [
        .value("length", "N", \.length, .quantity(in: 1...Int(Int32.max)), "How long a row is").required(),
        .value("limit", "SIZE", \.limit, .quantity(), "The longest line"),
        .value("threads", "N", \.threads, .quantity(in: 1...1024), "Threads to use").defaulting(to: "all cores"),
        .value("weight", "W", \.weight, .number, "A weight"),
        .value("seed", "N", \.seed, .digits, "Where chance starts"),
        .value("shape", "SHAPE", \.shape, .choice, "The shape of the examples"),
        .invertible("header", \.header, "The first row is a header"),
        .flag("json", short: "j", \.json, "Write JSON"),
        .flag("secret", \.json, "Nobody's business").hidden(),
      ],
      [
        .list("fields", "NAME,...", \.names, .name(), "The fields to read"),
        .repeated("special", short: "s", "TOKEN", \.special, .text, "A special token"),
        .list("buckets", "N,...", \.buckets, .quantity(in: 1...1 << 30), "Lengths of rows") { lengths in
          zip(lengths, lengths.dropFirst()).allSatisfy { $0 < $1 } ? nil : "lengths ascend"
        },
        .list("shapes", "SHAPE,...", \.shapes, .choice, "Shapes that are taken"),
        .pairs("var", "NAME=VALUE", \.variables, "A variable"),
        .pairs(
          "factor", "FILE=N", \.factors, splitsAtLast: true,
          read: { (pair) throws(ValueProblem) in
            guard Int(pair.value) != nil else { throw ValueProblem() }
            return pair
          }, write: { $0 }, "Count a file so many times"),
        .mapping(
          "map", "OURS=THEIRS,...", \.map,
          read: { (pairs) throws(ValueProblem) in
            if Set(pairs.map(\.name)).count < pairs.count { throw ValueProblem("a name stands twice") }
            return pairs
          }, write: { $0 }, "What fields are called"),
      ],
      outputGroup.at(\.output, section: "Output"),
    ]
  }

  static var outputGroup: [OptionDefinition<Output>] {
    [
      .value("output", short: "o", "FILE", \.path, .file, "Write to a file").common(),
      .flag("quiet", short: "q", \.quiet, "No summary"),
    ]
  }

  static var table: OptionTable<SampleOptions> {
    let groups = groups
    return OptionTable(
      SampleOptions(), operand: .any("FILE", \.files, "Files to read"), groups[0], groups[1], groups[2])
  }

  /// What words are read as; a failure's sentence otherwise.
  static func read(_ words: [String]) -> Result<SampleOptions, OptionFailure> {
    var options = SampleOptions()
    do throws(OptionFailure) {
      try table.read(words, into: &options)
      return .success(options)
    } catch { return .failure(error) }
  }

  /// What named values are read as; a failure otherwise.
  static func read(_ entries: [(name: String, value: OptionInput)]) -> Result<SampleOptions, OptionFailure> {
    var options = SampleOptions()
    do throws(OptionFailure) {
      try table.read(entries, into: &options)
      return .success(options)
    } catch { return .failure(error) }
  }

  /// The sentence of a failure; nil for success.
  static func failure(_ words: String...) -> String? {
    guard case .failure(let failure) = read(words) else { return nil }
    return failure.description
  }
}
