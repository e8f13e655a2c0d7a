import PrepContents
import PrepRecords

extension Evaluation {
  /// What a function gives.
  func value(of function: ExpressionFunction, _ arguments: [ExpressionValue]) throws(EvaluationFault) -> ExpressionValue
  {
    switch function {
    case .size: return .int(try size(arguments[0]))
    case .contains, .startsWith, .endsWith:
      let (text, wanted) = (try string(arguments[0], function), try string(arguments[1], function))
      switch function {
      case .startsWith: return .bool(text.starts(with: wanted))
      case .endsWith: return .bool(text.count >= wanted.count && text.suffix(wanted.count).elementsEqual(wanted))
      default: return .bool(Self.contains(text, wanted))
      }
    case .int, .double, .string: return try converted(arguments[0], function)
    case .said: return .string(said)
    case .text: return .string(Self.text(of: arguments[0]))
    case .lower:
      return .string(Array(String(decoding: try string(arguments[0], function), as: UTF8.self).lowercased().utf8))
    case .hash01:
      let digest = Self.text(of: arguments[0]).withUnsafeBytes { ContentDigest(of: $0) }
      return .double(Double(Chance.mixed(digest.high, digest.low) >> 11) * 0x1p-53)
    case .tokens: return .int(try tokens(of: Self.text(of: arguments[0])))
    case .bytes: return .int(Self.text(of: arguments[0]).count)
    case .script:
      let name = Self.text(of: arguments[0]).withUnsafeBufferPointer { ScriptOfText.name($0) }
      return .string(Array(name.utf8))
    case .lang: return .string(Array(try language(of: Self.text(of: arguments[0])).label.utf8))
    case .langscore: return .double(try language(of: Self.text(of: arguments[0])).score)
    case .matches, .count: throw EvaluationFault(kind: .value, message: "a pattern that is not known", place: nil)
    default: break
    }
    measures.take(Self.text(of: arguments[0]))
    if arguments.count == 2 { return try measured(function, arguments[1]) }
    return measured(function)
  }

  private func measured(_ function: ExpressionFunction) -> ExpressionValue {
    switch function {
    case .words: .int(measures.words)
    case .webWords: .int(measures.webWords)
    case .cleanSentences: .int(measures.cleanSentences)
    case .fillerLines: .int(measures.fillerLines)
    case .braceLines: .int(measures.braceLines)
    case .chars: .int(measures.characters)
    case .lines: .int(measures.lineCount)
    case .paragraphs: .int(measures.paragraphCount)
    case .sentences: .int(measures.sentences)
    case .stopWords: .int(measures.stopWords)
    case .meanWordLength: .double(measures.meanWordLength)
    case .hashesPerWord: .double(measures.hashesPerWord)
    case .ellipsesPerWord: .double(measures.ellipsesPerWord)
    case .bulletLines: .double(measures.bulletLines)
    case .ellipsisLines: .double(measures.ellipsisLines)
    case .wordsWithLetters: .double(measures.wordsWithLetters)
    case .duplicateLines: .double(measures.duplicateLines.count)
    case .duplicateLineChars: .double(measures.duplicateLines.characters)
    case .duplicateParagraphs: .double(measures.duplicateParagraphs.count)
    case .duplicateParagraphChars: .double(measures.duplicateParagraphs.characters)
    case .duplicateTextLineChars: .double(measures.duplicateTextLines)
    case .punctuatedLines: .double(measures.punctuatedLines)
    default: .double(measures.newlinesPerWord)
    }
  }

  private func measured(_ function: ExpressionFunction, _ argument: ExpressionValue) throws(EvaluationFault)
    -> ExpressionValue
  {
    if function == .share {
      let name = String(decoding: try string(argument, function), as: UTF8.self)
      guard ExpressionFunction.classes.contains(name) else {
        throw EvaluationFault(kind: .value, message: "share knows no characters called '\(name)'", place: nil)
      }
      return .double(measures.share(of: name))
    }
    guard case .int(let number) = argument, (1...1000).contains(number) else {
      throw EvaluationFault(kind: .type, message: "\(function.rawValue) takes a number from 1 to 1000", place: nil)
    }
    switch function {
    case .repeated: return .double(measures.duplicateGrams(number))
    case .topNgram: return .double(measures.topGram(number))
    case .shortLines: return .double(measures.shortLines(number))
    default: return .int(measures.longLines(number))
    }
  }

  private func size(_ value: ExpressionValue) throws(EvaluationFault) -> Int {
    switch value {
    case .string(let text): return text.withUnsafeBufferPointer { TextLines.characters($0, 0..<$0.count) }
    case .list(let elements): return elements.count
    case .object(let object): return object.count
    default: throw EvaluationFault(kind: .type, message: "\(value.typeName) has no size", place: nil)
    }
  }

  private func converted(_ value: ExpressionValue, _ function: ExpressionFunction) throws(EvaluationFault)
    -> ExpressionValue
  {
    switch (function, value) {
    case (.int, .int), (.double, .double), (.string, .string): return value
    case (.int, .double(let number)):
      if let whole = Int(exactly: number.rounded(.towardZero)) { return .int(whole) }
    case (.double, .int(let number)): return .double(Double(number))
    case (.int, .string(let text)):
      if let number = Int(String(decoding: text, as: UTF8.self)) { return .int(number) }
    case (.double, .string(let text)):
      if let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite { return .double(number) }
    case (.string, .int(let number)): return .string(Array("\(number)".utf8))
    case (.string, .double(let number)): return .string(Array("\(number)".utf8))
    case (.string, .bool(let truth)): return .string(Array("\(truth)".utf8))
    default: break
    }
    throw EvaluationFault(
      kind: .value, message: "\(value.typeName) cannot be made \(function.rawValue) here", place: nil)
  }

  private static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first else { return true }
    guard text.count >= wanted.count else { return false }
    return text.withUnsafeBufferPointer { text in
      wanted.withUnsafeBufferPointer { wanted in
        var place = 0
        let last = text.count - wanted.count
        while place <= last {
          if text[place] == first, text[place..<place + wanted.count].elementsEqual(wanted) { return true }
          place += 1
        }
        return false
      }
    }
  }
}
