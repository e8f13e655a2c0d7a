import Foundation
import PrepDeduplicating
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

/// Removals that are judged by how their records were made: edits whose meaning is known.
@Suite struct NearJudgedTests {
  /// Which of two records may go.
  private enum Truth { case either, second, first, neither }

  private static let people = ["Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hassan"]
  private static let places = ["Lisbon", "Oslo", "Quito", "Dakar", "Hanoi", "Perth", "Turin", "Quebec"]
  private static let things = [
    "lanterns", "violins", "barometers", "turnips", "kettles", "hammocks", "telescopes", "saddles", "umbrellas",
  ]
  private static let verbs = ["repaired", "painted", "counted", "delivered", "borrowed", "measured", "described"]
  private static let times = ["before breakfast", "during the storm", "late in autumn", "at noon", "after the concert"]

  private static func sentence(_ random: inout SeededGenerator) -> String {
    let number = Int.random(in: 2...9999, using: &random)
    return [
      people.randomElement(using: &random) ?? "", verbs.randomElement(using: &random) ?? "", "\(number)",
      things.randomElement(using: &random) ?? "", "in", places.randomElement(using: &random) ?? "",
      times.randomElement(using: &random) ?? "", "and was paid", "\(Int.random(in: 10...999, using: &random))",
      "coins for it.",
    ].joined(separator: " ")
  }

  /// An edit of a text, and which of the two may go then.
  private static func edit(_ sentences: [String], _ kind: Int, _ random: inout SeededGenerator) -> (String, Truth) {
    var edited = sentences
    let place = Int.random(in: 0..<sentences.count, using: &random)
    var words = sentences[place].split(separator: " ").map(String.init)
    func whole(_ truth: Truth) -> (String, Truth) { (edited.joined(separator: " "), truth) }
    switch kind {
    // Nothing is changed that says anything.
    case 0: return (sentences.joined(separator: "\n\n"), .either)
    case 1: return (sentences.joined(separator: " ").lowercased(), .either)
    case 2: return (sentences.joined(separator: "  ").replacing(".", with: "!"), .either)
    case 3: return (sentences.joined(separator: " ").replacing(" and was", with: ", and was"), .either)
    // Something is left out, or stands elsewhere.
    case 4:
      edited.remove(at: place)
      return whole(.second)
    case 5:
      edited = Array(sentences.reversed())
      return whole(.either)
    // Something is new.
    case 6:
      edited.insert(sentence(&random), at: place)
      return whole(.first)
    case 7:
      words[2] = "\((Int(words[2]) ?? 0) + 1)"
    case 8:
      words[words.firstIndex(of: "was") ?? 0] = "was not"
    case 9:
      words[0] = people[((people.firstIndex(of: words[0]) ?? 0) + 1) % people.count]
    case 10:
      words[3] = things[((things.firstIndex(of: words[3]) ?? 0) + 1) % things.count]
    case 11:
      words[2] = "-" + words[2]
    default:
      words[1] = "never " + words[1]
    }
    edited[place] = words.joined(separator: " ")
    return whole(.neither)
  }

  @Test func `no removal of a text that says something else, of thousands`() throws {
    var random = SeededGenerator(seed: 2026)
    let groups = ProcessInfo.processInfo.environment["PREP_LONG_TESTS"] == nil ? 260 : 7000
    var lines: [(text: String, group: Int, isSecond: Bool)] = []
    var truths: [Truth] = []
    for group in 0..<groups {
      let sentences = (0..<Int.random(in: 4...9, using: &random)).map { _ in Self.sentence(&random) }
      let (other, truth) = Self.edit(sentences, group % 13, &random)
      truths.append(truth)
      lines.append((sentences.joined(separator: " "), group, false))
      lines.append((other, group, true))
    }
    lines.shuffle(using: &random)
    let text = lines.enumerated().map { number, line in
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("id")
      writer.int(number)
      writer.key("text")
      writer.string(line.text)
      writer.endObject()
      writer.newline()
      return String(decoding: writer.take(), as: UTF8.self)
    }.joined()
    let (kept, removed) = (Memory(), Memory())
    var options = DedupJob.Options()
    (options.near, options.removed) = (.covered, removed.output)
    let done = try run(DedupJob(options, inputs: [input(text)], output: kept.output))
    var gone = Set<Int>()
    var (right, wrong) = (0, 0)
    for line in removed.text.split(separator: "\n") {
      let (_, group, isSecond) = lines[try #require(JSONDocument(Array(line.utf8)).root["id"]?.int)]
      let isRight =
        switch truths[group] {
        case .either: true
        case .second: isSecond
        case .first: !isSecond
        case .neither: false
        }
      // Of two that say the same one stays.
      if isRight, gone.insert(group).inserted { right += 1 } else { wrong += 1 }
    }
    #expect(wrong == 0 && right == done.duplicates)
    let wanted = truths.count { if case .neither = $0 { false } else { true } }
    #expect(right * 100 >= wanted * 98, "\(right) of \(wanted)")
    if groups > 1000 { #expect(right >= 3000) }
  }
}
