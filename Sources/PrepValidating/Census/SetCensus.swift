import PrepRecords
import PrepShapes

/// What the rules about a set as a whole have to know, gathered once for all of them: one for each batch, joined in
/// order.
final class SetCensus {
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  @exclusivity(unchecked) var prompts = TextCensus()
  @exclusivity(unchecked) var completions = TextCensus()
  @exclusivity(unchecked) var labels = LabelCensus()
  @exclusivity(unchecked) var pairs = PairCensus()
  /// Records with a prompt and a completion that are texts.
  @exclusivity(unchecked) var completionRecords = 0
  /// Those whose prompt is empty.
  @exclusivity(unchecked) var emptyPrompts = 0

  func observe(_ example: ExampleView, _ place: RecordPlace) {
    switch example.shape {
    case .promptCompletion:
      guard let prompt = example[.prompt], let completion = example[.completion], prompt.isString, completion.isString
      else { return }
      completionRecords += 1
      if prompt.text.isEmpty { emptyPrompts += 1 }
      Bytes.withUnescaped(prompt.text) { prompts.observe($0, place) }
      Bytes.withUnescaped(completion.text) {
        completions.observe($0, place)
        labels.observe($0, place)
      }
    case .classification:
      guard let label = example[.label], !label.isNull else { return }
      if label.isString {
        Bytes.withUnescaped(label.text) { labels.observe($0, place) }
      } else {
        labels.observe(label.raw, place)
      }
    case .preference, .unpairedPreference, .openAIPreference: pairs.observe(example)
    default: break
    }
  }

  func join(_ later: SetCensus) {
    prompts.join(later.prompts)
    completions.join(later.completions)
    labels.join(later.labels)
    pairs.join(later.pairs)
    completionRecords += later.completionRecords
    emptyPrompts += later.emptyPrompts
  }

  /// The guess that OpenAI's removed tool made.
  var task: ExampleTask {
    ExampleTask(prompts: (completionRecords, emptyPrompts), completions: completionRecords, different: labels.distinct)
  }
}

/// A check of a set that the census answers.
protocol CensusRule: Rule {
  static func conclude(_ census: SetCensus, _ report: Reporter)
}
