import PrepDeduplicating
import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepJobs

/// `dedup --near` in parts: the same bytes as in one go.
@Suite struct NearStepTests {
  /// Copies, records that another one covers, bad ones, and others.
  private static func records(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    let words = (0..<300).map { "\(["stone", "river", "lamp", "cloud", "green"][$0 % 5])\($0)x" }
    func sentence() -> String { (0..<11).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ") }
    var texts: [[String]] = []
    for _ in 0..<count {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: texts.append(texts.randomElement(using: &random) ?? [sentence()])
      case 1: texts.append((texts.randomElement(using: &random) ?? [sentence(), sentence()]).dropLast())
      case 2 where !texts.isEmpty:
        var other = texts.randomElement(using: &random) ?? []
        if !other.isEmpty { other[0] = other[0].replacing("stone", with: "stome") }
        texts.append(other)
      default: texts.append((0..<8).map { _ in sentence() })
      }
    }
    return texts.enumerated().map { number, sentences in
      let text = sentences.joined(separator: ". ")
      switch number % 11 {
      case 3: return #"{"messages":[{"role":"user","content":"Go on."},{"role":"assistant","content":"\#(text)"}]}"#
      case 7: return "{\"text\":\"\(text)\",\"text\":1}"
      case 8 where number % 3 == 0: return "no record"
      default: return #"{"text":"\#(text)","score":\#(number % 7)}"#
      }
    }
  }

  private struct Outcome: Equatable {
    var kept = ""
    var removed = ""
    var proof = ""
    var rejects = ""
    var skipped = 0
  }

  /// Fillings of two templates, more of each than are looked at in pairs.
  private static func fillings(_ count: Int) -> [String] {
    (0..<count).map { number in
      let words = (0..<40).map { place in
        place % 17 == number % 17 ? "number\(number * 3)" : "form\(number % 2)word\(place)"
      }
      return #"{"text":"\#(words.joined(separator: " "))"}"#
    }
  }

  private func options(_ keeping: String, _ rule: String, _ references: [JobInput], memory: Int) -> DedupJob.Options {
    var options = DedupJob.Options()
    options.near = NearRule(rule)
    options.kept = NearKeeping(keeping)
    options.references = references
    options.invalid.policy = .skip
    options.content.memory = memory
    return options
  }

  private func whole(
    _ inputs: [JobInput], _ references: [JobInput], _ keeping: String, _ rule: String
  ) throws -> Outcome {
    let (kept, removed, proof, rejects) = (Memory(), Memory(), Memory(), Memory())
    var options = options(keeping, rule, references, memory: 64 << 20)
    (options.removed, options.proof, options.invalid.rejects) = (removed.output, proof.output, rejects.output)
    let done = try run(DedupJob(options, inputs: inputs, output: kept.output), threads: 1)
    return Outcome(
      kept: kept.text, removed: removed.text, proof: proof.text, rejects: rejects.text, skipped: done.skipped)
  }

  /// - Parameters:
  ///   - parts: How many parts sign and apply are done in.
  ///   - reduces: In how many groups and verifications.
  private func inParts(
    _ inputs: [JobInput], _ references: [JobInput], _ keeping: String, _ rule: String, parts: Int, reduces: Int,
    threads: Int, memory: Int = 64 << 20
  ) throws -> Outcome {
    var outcome = Outcome()
    var options = options(keeping, rule, references, memory: memory)
    let all = (0..<parts).compactMap { InputPart("\($0)/\(parts)") }
    let ranges = (0..<reduces).compactMap { InputPart("\($0)/\(reduces)") }
    func file(_ name: String, _ memory: Memory) -> JobInput { JobInput(memory.bytes, named: name) }
    let rejects = Memory()
    let signed = try all.map { part in
      let own = Memory()
      (options.reading.part, options.invalid.rejects) = (part, rejects.output)
      _ = try run(NearSignJob(options, inputs: inputs, output: own.output), threads: threads)
      return file("\(part.index).sign", own)
    }
    outcome.rejects = rejects.text
    (options.reading.part, options.invalid.rejects) = (nil, nil)
    let pairs = try ranges.map { range in
      let own = Memory()
      var job = NearGroupJob(reduce: range, signatures: signed.reversed(), output: own.output)
      job.memory = memory
      _ = try run(job, threads: threads)
      return file("\(range.index).pairs", own)
    }
    let verified = try ranges.map { range in
      let own = Memory()
      _ = try run(
        NearVerifyJob(
          options, reduce: range, signatures: signed, pairs: pairs, inputs: inputs, output: own.output),
        threads: threads)
      return file("\(range.index).verified", own)
    }
    let (decisions, proof) = (Memory(), Memory())
    var decide = NearDecideJob(
      signatures: signed, pairs: pairs, verified: verified, proof: proof.output, output: decisions.output)
    decide.memory = memory
    _ = try run(decide, threads: threads)
    outcome.proof = proof.text
    for part in all {
      let (kept, removed) = (Memory(), Memory())
      (options.reading.part, options.removed) = (part, removed.output)
      _ = try run(
        NearApplyJob(options, decisions: file("decisions", decisions), inputs: inputs, output: kept.output),
        threads: threads)
      outcome.kept += kept.text
      outcome.removed += removed.text
    }
    return outcome
  }

  @Test(arguments: [("longest", "covered"), ("first", "covered"), ("last", "covered"), ("longest", "similar:0.5")])
  func `the same bytes in any parts, by any threads`(_ keeping: String, _ rule: String) throws {
    var records = Self.records(220, seed: 17)
    // Where the rule is similarity, crowds too, and records of them in both sets.
    if rule != "covered" { records.replaceSubrange(40..<160, with: Self.fillings(120)) }
    let inputs = stride(from: 0, to: 220, by: 90).map { start in
      input(records[start..<min(start + 90, 220)].joined(separator: "\n") + "\n", named: "f\(start).jsonl")
    }
    let others = Self.records(12, seed: 17).dropFirst(2) + Self.fillings(1)
    let references = [input(others.joined(separator: "\n") + "\n", named: "v.jsonl")]
    for references in [[], references] {
      var single = try whole(inputs, references, keeping, rule)
      #expect(single.proof.split(separator: "\n").count > 20 && !single.rejects.isEmpty)
      // How many pairs were left out is said by the groups.
      single.skipped = 0
      for (parts, reduces, threads) in [(1, 1, 1), (4, 1, 2), (13, 4, 7), (2, 13, 1)] {
        let other = try inParts(
          inputs, references, keeping, rule, parts: parts, reduces: reduces, threads: threads)
        #expect(other.kept == single.kept && other.removed == single.removed, "\(parts) parts, \(reduces) ranges")
        #expect(other.proof == single.proof, "\(parts) parts, \(reduces) ranges")
        if references.isEmpty || parts == 1 { #expect(other.rejects == single.rejects) }
      }
      let small = try inParts(
        inputs, references, keeping, rule, parts: 3, reduces: 2, threads: 2, memory: 1 << 16)
      #expect(small.kept == single.kept && small.proof == single.proof)
    }
  }

  @Test func `what is not of one job, missing or damaged is refused by its name`() throws {
    let inputs = [input(Self.records(40, seed: 5).joined(separator: "\n") + "\n")]
    func signed(_ part: String, _ change: (inout DedupJob.Options) -> Void = { _ in }) throws -> Memory {
      let own = Memory()
      var options = options("longest", "covered", [], memory: 64 << 20)
      options.reading.part = InputPart(part)
      change(&options)
      _ = try run(NearSignJob(options, inputs: inputs, output: own.output))
      return own
    }
    let (first, second) = (try signed("0/2"), try signed("1/2"))
    func code(_ files: [[UInt8]]) -> String {
      do {
        let files = files.enumerated().map { JobInput($0.element, named: "\($0.offset).run") }
        _ = try run(NearGroupJob(reduce: nil, signatures: files, output: Memory().output))
        return "none"
      } catch let fault as Diagnostic { return fault.code.rawValue } catch { return "\(error)" }
    }
    #expect(code([first.bytes, second.bytes]) == "none" && code([second.bytes, first.bytes]) == "none")
    #expect(code([first.bytes]) == "other-part" && code([first.bytes, first.bytes]) == "other-part")
    let other = try signed("1/2") { $0.kept = .first }
    #expect(code([first.bytes, other.bytes]) == "other-part")
    var random = SeededGenerator(seed: 6)
    for _ in 0..<TestData.rounds(60) {
      var changed = first.bytes
      let place = Int.random(in: 0..<changed.count, using: &random)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let found = code([changed, second.bytes])
      // Some blocks are of no concern to a step; what is read is right, or refused.
      #expect(found == "damaged-file" || found == "none", "\(found) at \(place)")
      #expect(code([Array(first.bytes.prefix(place)), second.bytes]) == "damaged-file")
    }
  }
}
