import PrepRecords
import PrepShapes

/// A repair of one record.
protocol RecordRule: SendableMetatype {
  static var repair: Repair { get }

  /// What the repair does to a record.
  ///
  /// - Parameter names: What fields are called.
  static func apply(to root: JSONView, text: UnsafeRawBufferPointer, _ names: FieldNames) -> RecordChange
}

/// What a repair does to a record.
enum RecordChange {
  case none
  case edits(RecordEdits)
  case drop
}

/// Repairs records, one repair after the other in their order.
package struct RecordRepair: Sendable {
  private static let all: [any RecordRule.Type] = [
    LineSeparatorRule.self, LoneSurrogateRule.self, InvisibleCharacterRule.self, PlainCharacterRule.self,
    RedactionRule.self, KeyCaseRule.self, MessageKeyRule.self, ExtraKeyRule.self, LabelTypeRule.self,
    RoleAliasRule.self, DeprecatedFunctionRule.self, ToolArgumentRule.self, ToolIDRule.self, EmptyToolsRule.self,
    ImageWeightRule.self, SystemFirstRule.self, TrailingTurnRule.self, MergedTurnRule.self, EmptyCompletionRule.self,
    BlankValueRule.self, EqualPairRule.self,
  ]

  /// What became of a record.
  package enum Outcome: Sendable, Equatable {
    /// Nothing had to be done: write its own bytes.
    case unchanged
    case changed([UInt8], by: [Repair])
    case dropped(by: Repair)
  }

  private let rules: [any RecordRule.Type]
  private let arguments: ToolArgumentForm?
  private let names: FieldNames

  /// - Parameters:
  ///   - enabled: The repairs that are made.
  ///   - arguments: How ``Repair/toolArguments`` writes the arguments of tool calls; nil leaves sound ones alone.
  ///   - names: What fields are called.
  package init(_ enabled: Set<Repair>, arguments: ToolArgumentForm? = nil, names: FieldNames = .usual) {
    rules = Self.all.filter { enabled.contains($0.repair) }
    self.arguments = arguments
    self.names = names
  }

  /// Applies the repairs; the record is parsed again after each that changed it.
  package func callAsFunction(_ record: Record) -> Outcome {
    record.withUnsafeBytes { repaired(record.root, text: $0) }
  }

  /// Applies the repairs to the text of one JSON value.
  package func callAsFunction(_ text: [UInt8]) -> Outcome {
    guard let document = try? JSONDocument(text) else { return .unchanged }
    return text.withUnsafeBytes { repaired(document.root, text: $0) }
  }

  private func repaired(_ root: JSONView, text: UnsafeRawBufferPointer) -> Outcome {
    var current: (document: JSONDocument, text: [UInt8])?
    var used: [Repair] = []
    for rule in rules {
      func change(_ root: JSONView, _ text: UnsafeRawBufferPointer) -> RecordChange {
        rule == ToolArgumentRule.self
          ? ToolArgumentRule.apply(to: root, as: arguments, names) : rule.apply(to: root, text: text, names)
      }
      let change =
        if let current {
          current.text.withUnsafeBytes { change(current.document.root, $0) }
        } else { change(root, text) }
      switch change {
      case .none: continue
      case .drop: return .dropped(by: rule.repair)
      case .edits(let edits):
        if edits.isEmpty { continue }
        let changed =
          if let current { current.text.withUnsafeBytes { edits.applied(to: $0) } } else { edits.applied(to: text) }
        // A repair whose result is not JSON would be worse than the fault.
        guard let document = try? JSONDocument(changed) else { continue }
        current = (document, changed)
        if used.last != rule.repair { used.append(rule.repair) }
      }
    }
    guard let current else { return .unchanged }
    return .changed(current.text, by: used)
  }
}
