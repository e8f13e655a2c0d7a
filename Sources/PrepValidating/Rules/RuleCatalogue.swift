/// All rules, in the order of the catalogue.
package enum RuleCatalogue {
  package static let all: [any Rule.Type] =
    files + json + shapes + roles + tools + weights + images + pairs + prompts + quality + duplicates + tokens

  static let count = all.count

  /// The rules of which what reads the data finds what they are about.
  static let reading = all.filter { $0 is any ReadingRule.Type }

  /// The number of a rule.
  static func number(of rule: any Rule.Type) -> Int? { all.firstIndex { $0 == rule } }

  private static let files: [any Rule.Type] = [
    EmptyFileRule.self, FileTooLargeRule.self, FileTooSmallRule.self, InvalidUTF8Rule.self, WideEncodingRule.self,
    ByteOrderMarkRule.self, MisplacedByteOrderMarkRule.self, LineEndRule.self, BlankLineRule.self,
    FinalNewlineRule.self,
    NotJSONLinesRule.self, FileNameRule.self, ExampleCountRule.self, LineSeparatorRule.self,
    DamagedContainerRule.self, UnsupportedContainerRule.self, LargeContainerRule.self, RecordsInsideRule.self,
  ]

  private static let json: [any Rule.Type] = [
    InvalidJSONRule.self, NearlyJSONRule.self, NotAnObjectRule.self, DuplicateKeyRule.self, SeveralValuesRule.self,
    InexactNumberRule.self, LoneSurrogateRule.self, LimitRule.self,
  ]

  private static let shapes: [any Rule.Type] = [
    MissingFieldRule.self, KeyCaseRule.self, WrongTypeRule.self, ExtraKeyRule.self, SeveralShapesRule.self,
    ShapeChangeRule.self,
    EmptyValueRule.self, BlankValueRule.self, NullValueRule.self, ColumnTypeRule.self, RaggedRowRule.self,
    LabelTypeRule.self,
    PretokenizedRule.self, ExclusiveKeysRule.self, MissingCellRule.self, TagCountRule.self, BrokenChainRule.self,
    SpanRule.self, AnswerPlaceRule.self, LostFieldRule.self, UnreadableExampleRule.self,
    UnreadFieldRule.self,
  ]

  private static let roles: [any Rule.Type] = [
    UnknownRoleRule.self, RoleAliasRule.self, NoAssistantRule.self, LastTurnRule.self, AlternationRule.self,
    SystemPositionRule.self, FirstTurnRule.self, NoUserRule.self, SystemTextRule.self, UnsupportedRoleRule.self,
    PositionRule.self,
    FewTurnsRule.self, NameRule.self,
  ]

  private static let tools: [any Rule.Type] = [
    SilentAssistantRule.self, ToolCallRule.self, ToolResultRule.self, ToolCallIDRule.self, ToolSchemaRule.self,
    ToolArgumentsRule.self, DeprecatedFunctionRule.self, EmptyToolsRule.self,
  ]

  private static let weights: [any Rule.Type] = [
    WeightRule.self, NothingTrainedRule.self, RecordWeightRule.self, TrainDetailRule.self, ImageWeightRule.self,
  ]

  private static let images: [any Rule.Type] = [ImageRule.self, ImagePlaceholderRule.self]

  private static let pairs: [any Rule.Type] = [
    EqualPairRule.self, PreferenceOutputRule.self, SharedPromptRule.self, LengthBiasRule.self, VerdictBalanceRule.self,
    StepwiseRule.self, PromptEchoRule.self, ContradictoryPairRule.self,
  ]

  private static let prompts: [any Rule.Type] = [
    NoSeparatorRule.self, SeparatorInsideRule.self, LongSeparatorRule.self, NoStopRule.self, StopInsideRule.self,
    CommonStartRule.self, LeadingSpaceRule.self, TrailingSpaceRule.self, CapitalsRule.self, ClassificationRule.self,
    ClassBalanceRule.self, LabelTokensRule.self, SimilarLabelsRule.self, ConstantTextRule.self, LabelConflictRule.self,
  ]

  private static let quality: [any Rule.Type] = [
    MojibakeRule.self, InvisibleRule.self, ControlCharacterRule.self, RepetitionRule.self, RefusalRule.self,
    LanguageRule.self,
    PersonalDataRule.self, TruncatedAnswerRule.self, AnswerJSONRule.self,
  ]

  private static let tokens: [any Rule.Type] = [
    TooManyTokensRule.self, NothingLeftRule.self, OpenAnswerRule.self, EndInTextRule.self, BeginInTextRule.self,
    MissingBeginRule.self,
    SpecialTokenRule.self, BoundaryRule.self, TemplateDriftRule.self, NoMarksRule.self, AddedTextRule.self,
    ChangedContentRule.self,
    FragmentRule.self, ReturnRule.self, TokenRangeRule.self, PaddingRule.self, TrainedShareRule.self,
    CannotTokenizeRule.self,
  ]

  private static let duplicates: [any Rule.Type] = [
    DuplicateRecordRule.self, NormalizedDuplicateRule.self, SamePromptRule.self, NearDuplicateRule.self,
    ReferenceOverlapRule.self, ContaminationRule.self, DominantSystemRule.self,
  ]
}
