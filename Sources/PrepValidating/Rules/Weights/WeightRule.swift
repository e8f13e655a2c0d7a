import PrepDiagnostics
import PrepRecords
import PrepShapes

/// W01: a message's weight that is not 0 or 1, or is not the assistant's.
enum WeightRule: RecordRule {
  static let about = RuleDescription(
    "W01", "weight", .error, "a message's weight is not an accepted value, or the message is not the assistant's",
    reason: "Most consumers refuse other weights than 0 and 1; and only the assistant's messages are trained.",
    remedy: "Write 0 or 1 on messages of the assistant, or leave the weight out.",
    example: RuleExample(
      #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":"1"}]}"#,
      at: "1:87 /messages/1/weight",
      good: #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":1}]}"#))

  static let speaksOf: RecordTraits = .richTurns

  static func check(_ example: ExampleView, _ report: Reporter) {
    for turn in example.richTurns {
      guard let weight = turn.weight else { continue }
      let text = weight.raw
      let isRight = text.count == 1 && (text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1"))
      if weight.isNull {
        // As good as none to whoever reads the records with us.
        report.reportByTarget { profile in
          profile.shapes == nil || profile.takesFractionalWeights || profile.weighsAllRoles
            ? nil : (weight, "the weight is null, where 0 or 1 is wanted")
        }
      } else if !isRight {
        report.reportByTarget { profile in
          if profile.takesFractionalWeights {
            let isWeight = weight.isNumber && weight.first != UInt8(ascii: "-")
            return isWeight ? nil : (weight, "the weight is \(weight.shown), where a number from 0 on is wanted")
          }
          // A consumer in Python takes true for 1.
          return weight.isBool && profile.weighsAllRoles
            ? nil : (weight, "the weight is \(weight.shown), where 0 or 1 is wanted")
        }
      } else if turn.role != .assistant, turn.role != .other {
        report.reportByTarget { profile in
          profile.weighsAllRoles
            ? nil : (weight, "a message of the \(turn.role.name) has a weight; only the assistant's are trained")
        }
      }
    }
  }
}
