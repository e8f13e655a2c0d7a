/// All rules, in the order of the catalogue.
package enum RuleCatalogue {
  package static let all: [any Rule.Type] = files + json + shapes + duplicates

  static let count = all.count

  /// The number of a rule.
  static func number(of rule: any Rule.Type) -> Int? { all.firstIndex { $0 == rule } }

  private static let files: [any Rule.Type] = [
    EmptyFileRule.self, FileTooLargeRule.self, FileTooSmallRule.self, InvalidUTF8Rule.self, WideEncodingRule.self,
    ByteOrderMarkRule.self, MisplacedByteOrderMarkRule.self, LineEndRule.self, BlankLineRule.self, FinalNewlineRule.self,
    NotJSONLinesRule.self, FileNameRule.self, ExampleCountRule.self, LineSeparatorRule.self,
  ]

  private static let json: [any Rule.Type] = [
    InvalidJSONRule.self, NearlyJSONRule.self, NotAnObjectRule.self, DuplicateKeyRule.self, SeveralValuesRule.self,
    InexactNumberRule.self, LoneSurrogateRule.self, LimitRule.self,
  ]

  private static let shapes: [any Rule.Type] = [
    MissingFieldRule.self, KeyCaseRule.self, WrongTypeRule.self, ExtraKeyRule.self, SeveralShapesRule.self, ShapeChangeRule.self,
    EmptyValueRule.self, BlankValueRule.self, NullValueRule.self, ColumnTypeRule.self, RaggedRowRule.self, LabelTypeRule.self,
    PretokenizedRule.self, ExclusiveKeysRule.self,
  ]

  private static let duplicates: [any Rule.Type] = [
    DuplicateRecordRule.self, NormalizedDuplicateRule.self, SamePromptRule.self,
  ]
}
