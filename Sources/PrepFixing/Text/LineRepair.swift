import PrepRecords

/// Repairs the text of a line that is not JSON.
package enum LineRepair {
  /// What became of a line.
  package enum Outcome: Sendable, Equatable {
    /// Valid JSON values, each without a line end, and the repairs that made them so.
    case repaired([[UInt8]], by: [Repair])
    /// No repair that is enabled helps.
    case beyondRepair
  }

  /// Enables the repairs one after the other, in their order, and stops as soon as the line is JSON.
  ///
  /// - Complexity: O(repairs × line), and O(line × depth) where quotes are repaired.
  package static func repair(_ line: [UInt8], enabled: Set<Repair>) -> Outcome {
    var tried: Set<Repair> = []
    for repair in Repair.allCases where repair.isTextual && enabled.contains(repair) {
      tried.insert(repair)
      var reader = RelaxedJSON(line, enabled: tried)
      if let values = reader.values(), values.allSatisfy({ (try? JSONDocument($0)) != nil }) {
        return .repaired(values, by: Repair.allCases.filter(reader.used.contains))
      }
    }
    return .beyondRepair
  }
}
