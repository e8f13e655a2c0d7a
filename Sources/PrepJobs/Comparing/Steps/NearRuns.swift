import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords

/// What the files between the steps of `dedup --near` hold, and in which order.
enum NearStep: String {
  /// A row a record: see ``NearRow``; the keys of all bands, record by record; the places of records that are bad; and for
  /// each band keys and records in order of the keys.
  case sign
  /// Pairs to be looked at, by rank; equal records, by rank; the members of crowds, by rank, and the keys of these.
  case group
  /// What a rule says of pairs; the words that were taken for misspelt; and of each member of a crowd its rank, how many runs
  /// of words it has, and these.
  case verify
  /// Places of records that go, and 1 for those that are bad.
  case decide

  static let rows = 0, keys = 1, bad = 2, firstBand = 3
  static let pairs = 0, copies = 1, crowds = 2
  static let edges = 0, notes = 1, words = 2
  static let places = 0
}

/// What is known of a record from its signature, besides the keys.
struct NearRow {
  static let words = 12

  var input: Int
  /// Whether the position is a byte of the file.
  var isPassedThrough: Bool
  var position: Int
  /// The bytes of its line.
  var length: Int
  var line: Int
  var offset: Int
  var digest: ContentDigest
  var whole: UInt64
  var rank: NearRank
}

/// The signatures of all parts of a job, as `dedup sign` wrote them.
final class NearRuns: NearSignatureSource {
  private let files: [RunFile]
  /// The number of the first record of each file, and of all behind the last.
  private var starts: [Int] = [0]
  let rule: NearRule
  let keeping: NearKeeping
  /// What was compared, as options say it.
  let comparison: String
  /// The names of the inputs, and of what they were compared with.
  let inputs: [String]
  let referenceInputs: [String]
  let bandCount: Int
  let references: Int
  var count: Int { starts[files.count] }

  /// - Throws: `damaged-file`, `other-part` for files that are not all parts of one job.
  init(_ inputs: [JobInput]) throws {
    var files: [(part: Int, file: RunFile)] = []
    for input in inputs {
      let file = try RunFile(input)
      guard Self.text(file, "step") == NearStep.sign.rawValue else {
        throw Diagnostic("other-part", "holds no signatures", at: SourceLocation(file: input.name))
      }
      files.append((file.header.root["part"]?.int ?? -1, file))
    }
    files.sort { $0.part < $1.part }
    guard let first = files.first?.file, let rule = NearRule(Self.text(first, "rule")),
      let keeping = NearKeeping(Self.text(first, "keep"))
    else { throw JobFailure("needs-signatures", "name the files that prep dedup sign wrote") }
    let same = ["rule", "keep", "comparison", "inputs", "against", "parts"]
    for (number, file) in files.enumerated() {
      let differs = same.first { Self.raw(file.file, $0) != Self.raw(first, $0) }
      if differs != nil || file.part != number {
        let why = differs.map { "is of another job: \($0) is another" } ?? "part \(number) is missing, or there twice"
        throw Diagnostic("other-part", why, at: SourceLocation(file: file.file.name))
      }
    }
    guard first.header.root["parts"]?.int == files.count else {
      throw Diagnostic("other-part", "not all parts are there", at: SourceLocation(file: first.name))
    }
    self.files = files.map(\.file)
    (self.rule, self.keeping) = (rule, keeping)
    comparison = Self.text(first, "comparison")
    self.inputs = Self.texts(first, "inputs")
    referenceInputs = Self.texts(first, "against")
    bandCount = rule.bands.count
    references = first.header.root["references"]?.int ?? 0
    for file in self.files {
      starts.append(try starts[starts.count - 1] + file.count(of: NearStep.rows) / (NearRow.words * 8))
    }
  }

  private static func raw(_ file: RunFile, _ name: String) -> [UInt8] {
    file.header.root[name]?.withUnsafeBytes { Array($0) } ?? []
  }

  private static func text(_ file: RunFile, _ name: String) -> String {
    file.header.root[name].flatMap { try? $0.string() } ?? ""
  }

  private static func texts(_ file: RunFile, _ name: String) -> [String] {
    var texts: [String] = []
    file.header.root[name]?.forEachElement { texts.append((try? $0.string()) ?? "") }
    return texts
  }

  /// The file that a record is in, and its number there.
  private func find(_ number: Int) -> (file: RunFile, index: Int) {
    var (low, high) = (0, files.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle + 1] <= number { low = middle + 1 } else { high = middle }
    }
    return (files[low], number - starts[low])
  }

  /// What is known of a record.
  func row(_ number: Int) throws -> NearRow {
    let (file, index) = find(number)
    func word(_ place: Int) throws -> UInt64 { try file.word(NearStep.rows, index * NearRow.words + place) }
    let input = try word(0)
    return NearRow(
      input: Int(input >> 1), isPassedThrough: input & 1 == 1, position: Int(try word(1)), length: Int(try word(2)),
      line: Int(try word(3)), offset: Int(try word(4)), digest: ContentDigest(high: try word(5), low: try word(6)),
      whole: try word(7), rank: NearRank(try word(8), try word(9), try word(10), try word(11)))
  }

  /// The order of the records by rank.
  func order(memory: Int) throws -> RankOrder {
    if keeping == .first { return RankOrder(count: count) }
    let entries = SortedEntries(memory: memory / 4)
    for number in 0..<count {
      try entries.append(
        RankOrder.entry(row(number).rank, number, isReversed: keeping == .last && number >= references))
    }
    return try RankOrder(entries)
  }

  func forEachDigest(_ body: (ContentDigest, _ number: Int) throws -> Void) throws {
    for number in 0..<count { try body(row(number).digest, number) }
  }

  func whole(_ number: Int) throws -> UInt64 { try row(number).whole }

  func key(of band: Int, _ number: Int) throws -> UInt64 {
    let (file, index) = find(number)
    return try file.word(NearStep.keys, index * bandCount + band)
  }

  func forEachKey(of band: Int, in range: ClosedRange<UInt64>, _ body: (UInt64, _ number: Int) throws -> Void) throws {
    for (number, file) in files.enumerated() {
      let section = NearStep.firstBand + band
      let rows = starts[number + 1] - starts[number]
      // The keys are in order: the first one that is not too small.
      var (low, high) = (0, rows)
      while low < high {
        let middle = (low + high) / 2
        if try file.word(section, middle * 2) < range.lowerBound { low = middle + 1 } else { high = middle }
      }
      for place in low..<rows {
        let key = try file.word(section, place * 2)
        if key > range.upperBound { break }
        try body(key, starts[number] + Int(try file.word(section, place * 2 + 1)))
      }
    }
  }

  /// Calls a closure with the places of records that are bad, in order: the input, and where in it.
  func forEachBad(_ body: (_ input: Int, _ position: Int) throws -> Void) throws {
    for file in files {
      for place in 0..<(try file.count(of: NearStep.bad) / 16) {
        try body(Int(file.word(NearStep.bad, place * 2)), Int(file.word(NearStep.bad, place * 2 + 1)))
      }
    }
  }
}

extension InputPart {
  /// The numbers of a range of all numbers that this part of it takes, of keys that are spread evenly.
  var keys: ClosedRange<UInt64> {
    func bound(_ index: Int) -> UInt64 {
      UInt64(count).dividingFullWidth((UInt64(index), 0)).quotient
    }
    return bound(index)...(index + 1 == count ? .max : bound(index + 1) - 1)
  }
}
