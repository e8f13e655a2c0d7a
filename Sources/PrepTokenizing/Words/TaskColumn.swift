import PrepExamples
import PrepTokenizers
import PrepTokens

/// The columns of sequences for tasks of encoders, by what they are.
enum TaskColumn {
  case labels, words, types, window, start, end, offsetStart, offsetEnd, special, wordStart, masked, value(Int), parts

  /// The columns of a shape, in the order in which sequences have them.
  static func all(for shape: ExampleShape, _ tokenizer: Tokenizer, _ options: TokenizingOptions) -> [TaskColumn] {
    let hasTypes = tokenizer.template.types.areTold
    switch shape {
    case .tokenClassification: return [.labels] + (hasTypes ? [.types] : []) + [.words, .window]
    case .questionAnswering:
      return (hasTypes ? [.types] : []) + [.start, .end, .offsetStart, .offsetEnd, .window]
    case .classification where options.labelsAreNumbers:
      let types: [TaskColumn] = hasTypes ? [.types] : []
      switch options.tasks.labelType {
      case .class: return types
      case .several: return types + [.value(options.classes?.names?.count ?? 1)]
      case .score: return types + [.value(1)]
      }
    case .text where options.tasks.masksWords:
      return [.special, .wordStart] + (options.tasks.masking == nil ? [] : [.masked])
    case .preference: return []
    default: return options.tellsParts ? [.parts] : []
    }
  }

  /// What a header says of the column.
  var column: TokenColumn {
    switch self {
    case .labels: TokenColumn("labels", per: .token, .int16, padding: WordLabels.none)
    case .words: TokenColumn("word_ids", per: .token, .int32, padding: -1)
    case .types: TokenColumn("token_type_ids", per: .token, .uint8)
    case .window: TokenColumn("window", per: .document, .int32)
    case .start: TokenColumn("start_positions", per: .document, .int32, isPlace: true)
    case .end: TokenColumn("end_positions", per: .document, .int32, isPlace: true)
    case .offsetStart: TokenColumn("offset_start", per: .token, .int32, padding: -1)
    case .offsetEnd: TokenColumn("offset_end", per: .token, .int32, padding: -1)
    case .special: TokenColumn("special_tokens_mask", per: .token, .uint8, padding: 1)
    case .wordStart: TokenColumn("word_starts", per: .token, .uint8)
    case .masked: TokenColumn("labels", per: .token, .int32, padding: WordLabels.none)
    case .parts: .parts
    case .value(let width): TokenColumn("labels", per: .document, .float32, width: width)
    }
  }
}

extension ExampleTokenizer {
  /// The columns that sequences of a shape have besides.
  package static func columns(for shape: ExampleShape, _ tokenizer: Tokenizer, _ options: TokenizingOptions)
    -> [TokenColumn]
  {
    TaskColumn.all(for: shape, tokenizer, options).map(\.column)
  }
}
