import PrepBytes
import PrepDiagnostics

/// Writes findings in one of the formats people and programs read.
package protocol FindingWriter: AnyObject {
  func write(_ finding: Finding) throws
  /// Writes what comes behind the last finding.
  func finish(_ result: ValidationResult) throws
}

/// The forms in which findings are written.
package enum FindingFormat: String, Sendable, CaseIterable {
  case text, json, sarif, github

  /// A writer of this form.
  ///
  /// - Parameters:
  ///   - targets: The names of the targets, when some were named.
  ///   - places: How many findings of a kind are written as text, with a count of the others; nil writes each.
  package func writer(
    to sink: any ByteSink, targets: [String], version: String, places: Int?
  ) -> any FindingWriter {
    switch self {
    case .text:
      if let places {
        GroupedFindingWriter(sink, targets: targets, places: places)
      } else {
        TextFindingWriter(sink, targets: targets)
      }
    case .json: JSONFindingWriter(sink, targets: targets)
    case .sarif: SARIFFindingWriter(sink, targets: targets, version: version)
    case .github: GitHubFindingWriter(sink, targets: targets)
    }
  }
}

extension Finding {
  /// The names of the targets it concerns.
  func names(_ targets: [String]) -> [String] {
    targets.indices.filter { self.targets.contains($0) }.map { targets[$0] }
  }
}
