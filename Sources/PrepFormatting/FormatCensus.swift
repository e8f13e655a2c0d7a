import PrepExamples
import PrepShapes

/// What prompts and completions of a set are like: what prepare_data looked at before it proposed anything.
package struct FormatCensus: Sendable {
  /// How many different completions are told apart; a set with more is no classification.
  private static let mostCompletions = 1 << 20
  /// How many labels are counted by name.
  private static let mostLabels = 1000

  package private(set) var prompts = CommonParts()
  package private(set) var completions = CommonParts()
  package private(set) var emptyPrompts = 0
  package private(set) var spacedCompletions = 0
  /// How often each completion comes; nil once there are too many for labels.
  package private(set) var labels: [[UInt8]: Int]? = [:]
  package private(set) var promptCase = (upper: 0, lower: 0)
  package private(set) var completionCase = (upper: 0, lower: 0)
  private var isClassification = false
  private var separatorIsTaken: [Bool]
  private var stopIsTaken: [Bool]
  private var different: Set<Int>? = []

  /// The separators tried: those of prepare_data, and two more for sets that have them all.
  private static let separators: [[UInt8]] =
    CompletionConventions.separators + [CompletionConventions.lastSeparator]
    + ["\n\n#### =>\n\n", "\n\n##### =>\n\n"].map { Array($0.utf8) }
  private static let stops: [[UInt8]] =
    CompletionConventions.stops + [CompletionConventions.lastStop] + [Array(" [[END]]".utf8)]

  package init() {
    separatorIsTaken = Array(repeating: false, count: Self.separators.count)
    stopIsTaken = Array(repeating: false, count: Self.stops.count)
  }

  /// Takes the texts of one record.
  package mutating func add(_ texts: FormatTexts, _ editor: TextEditor) {
    if texts.isLabelled { isClassification = true }
    if let prompt = texts.prompt { add(prompt: editor.barePrompt(prompt)) }
    for completion in texts.completions { add(completion: editor.bareCompletion(completion)) }
  }

  private mutating func add(prompt: [UInt8]) {
    prompts.add(prompt)
    if prompt.isEmpty { emptyPrompts += 1 }
    for index in separatorIsTaken.indices where !separatorIsTaken[index] {
      separatorIsTaken[index] = CompletionConventions.isTaken(Self.separators[index], by: prompt)
    }
    let counts = LetterCase.caseCounts(prompt)
    promptCase = (promptCase.upper + counts.upper, promptCase.lower + counts.lower)
  }

  private mutating func add(completion: [UInt8]) {
    completions.add(completion)
    if completion.first == 0x20 { spacedCompletions += 1 }
    for index in stopIsTaken.indices where !stopIsTaken[index] {
      stopIsTaken[index] = CommonEnds.contains(completion, Self.stops[index])
    }
    let counts = LetterCase.caseCounts(completion)
    completionCase = (completionCase.upper + counts.upper, completionCase.lower + counts.lower)
    different?.insert(completion.hashValue)
    if (different?.count ?? 0) > Self.mostCompletions { different = nil }
    labels?[completion, default: 0] += 1
    if (labels?.count ?? 0) > Self.mostLabels { labels = nil }
  }

  /// How many different completions there are; nil when they are too many to count.
  package var completionCount: Int? { different?.count }

  /// What the set looks like, by prepare_data's measure.
  package var task: ExampleTask {
    ExampleTask(
      prompts: (prompts.count, emptyPrompts), completions: completions.count, different: different?.count,
      isLabelled: isClassification)
  }

  /// An ending of texts: what they end in already, or what they are to be given.
  package enum Ending: Sendable, Equatable {
    case existing([UInt8])
    case new([UInt8])
    /// All that are known stand in some text.
    case noneLeft
  }

  /// What prompts end in, or the first separator that stands in none of them.
  package var separator: Ending { Self.ending(prompts, Self.separators, separatorIsTaken) }

  /// What completions end in, or the first stop sequence that stands in none of them.
  package var stop: Ending { Self.ending(completions, Self.stops, stopIsTaken) }

  private static func ending(_ common: CommonParts, _ known: [[UInt8]], _ isTaken: [Bool]) -> Ending {
    // Texts that are all the same have everything in common, and say nothing unless they end in what is known.
    if common.areEqual {
      if let end = known.first(where: { common.suffix.hasSuffix($0) }) { return .existing(end) }
    } else if !common.suffix.isEmpty {
      return .existing(common.suffix)
    }
    return zip(known, isTaken).first { !$0.1 }.map { .new($0.0) } ?? .noneLeft
  }
}
