import PrepContents
import PrepDeduplicating
import PrepShapes
import TestSupport
import Testing

@testable import PrepJobs

/// `dedup --near=similar` where many records share a band: fillings of templates.
@Suite struct NearCrowdTests {
  /// Texts of some templates, which share a beginning, each with other words in some places.
  private static func texts(_ count: Int, templates: Int, places: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    let shared = (0..<12).map { "common\($0)" }
    let forms = (0..<templates).map { form in (0..<48).map { "form\(form)word\($0)" } }
    return (0..<count).map { _ in
      var words = shared + (forms.randomElement(using: &random) ?? [])
      for _ in 0..<Int.random(in: 0...places, using: &random) {
        words[Int.random(in: 0..<words.count, using: &random)] = "other\(Int.random(in: 0..<900, using: &random))"
      }
      return words.joined(separator: " ")
    }
  }

  /// The plain reference: in the order of the ranks a record goes when one that stays shares a band with it and enough of
  /// the different runs of five words of both.
  private static func kept(_ texts: [String], _ rule: NearRule, longest: Bool) throws -> [String] {
    guard case .similar(let millionths) = rule else { return texts }
    var (room, sketcher) = (SidesReader.Room(), Sketcher())
    let reader = SidesReader(ContentOptions().reader)
    let records = try texts.map { text in
      let words = text.split(separator: " ").map(String.init)
      let runs = Set((0...(words.count - 5)).map { words[$0..<$0 + 5].joined(separator: " ") })
      let sides = try NearCandidateCache.sides(
        Array("{\"text\":\"\(text)\"}".utf8), reader, SetShape(), longestLine: 1 << 20, &room)
      let keys = sketcher.sketch(sides.words).sketch.keys(of: rule.bands)
      return (count: words.count, runs: runs, keys: keys)
    }
    let ranks =
      longest ? records.indices.sorted { (-records[$0].count, $0) < (-records[$1].count, $1) } : Array(records.indices)
    var stays: [Int] = []
    for rank in ranks {
      let goes = stays.contains { other in
        guard zip(records[other].keys, records[rank].keys).contains(where: { $0 == $1 }) else { return false }
        let shared = records[other].runs.intersection(records[rank].runs).count
        return shared * 1_000_000 >= millionths * (records[other].runs.count + records[rank].runs.count - shared)
      }
      if !goes { stays.append(rank) }
    }
    return stays.sorted().map { texts[$0] }
  }

  @Test(
    "of a template what the rule names goes, however many there are",
    arguments: [
      (33, 1, "similar:0.5"), (60, 2, "similar:0.8"), (300, 3, "similar:0.6"), (700, 1, "similar:0.5"),
      (900, 9, "similar:0.9"),
    ])
  func law(_ count: Int, _ templates: Int, _ name: String) throws {
    let rule = try #require(NearRule(name))
    for (longest, places) in [(true, 3), (false, 9)] {
      let texts = Self.texts(count, templates: templates, places: places, seed: UInt64(count))
      let data = input(texts.map { "{\"text\":\"\($0)\"}\n" }.joined(), named: "train.jsonl")
      let (kept, proof, findings) = (Memory(), Memory(), Memory())
      var options = DedupJob.Options()
      (options.near, options.kept, options.proof) = (rule, longest ? .longest : .first, proof.output)
      let done = try run(DedupJob(options, inputs: [data], output: kept.output), threads: 2)
      let wanted = try Self.kept(texts, rule, longest: longest)
      #expect(kept.text == wanted.map { "{\"text\":\"\($0)\"}\n" }.joined())
      #expect(done.skipped == 0 && done.duplicates == count - wanted.count)
      let verified = try run(
        VerifyProofJob(proof: input(proof.text, named: "proof.jsonl"), inputs: [data], output: findings.output))
      #expect(verified.proven == done.duplicates && verified.worst == nil, "\(findings.text)")
    }
  }

  @Test("of five thousand fillings one stays") func many() throws {
    let texts = (0..<5000).map { number in
      "Dear customer \(number), your order \(number * 7) was shipped to the address that you gave us on the third day of "
        + "the month and will come soon enough for you."
    }
    let kept = Memory()
    var options = DedupJob.Options()
    options.near = NearRule("similar:0.5")
    let data = input(texts.map { "{\"text\":\"\($0)\"}\n" }.joined(), named: "train.jsonl")
    let done = try run(DedupJob(options, inputs: [data], output: kept.output), threads: 2)
    // The first ones have a word of fewer digits, no more words; of equally long ones the first stays.
    #expect(done.written == 1 && done.skipped == 0 && kept.text.contains("customer 0,"))
  }

  @Test("where too many stay the best matches are looked at, and what is left is counted") func bounded() throws {
    var random = SeededGenerator(seed: 4)
    let crowds = try NearCrowds(millionths: 500_000, references: 0, memory: 1 << 12)
    func runs() -> [UInt64] { (0..<40).map { _ in UInt64.random(in: 0...UInt64.max, using: &random) }.sorted() }
    var all: [[UInt64]] = []
    for rank in 0..<400 {
      all.append(runs())
      try crowds.keep(rank, all[rank], keys: rank == 3 || rank == 390 ? [1, 2] : [1])
    }
    // Alike, and agreeing in more bands than the others.
    #expect(try crowds.best(for: 400, all[390], keys: [1, 2], below: .max)?.rank == 390)
    #expect(crowds.skipped == 0)
    #expect(try crowds.best(for: 400, runs(), keys: [1], below: .max) == nil)
    #expect(crowds.skipped == 400 - NearCrowds.mostCompared)
    #expect(try crowds.best(for: 400, all[5], keys: [1], below: .max)?.evidence.jaccard == 1000)
    #expect(try crowds.best(for: 400, all[5], keys: [1], below: 5) == nil)
  }
}
