import PrepConverting
import PrepDiagnostics
import PrepValidating

/// What stands between a conversion and its output: the rules of the target about one record, so that nothing is
/// written that `prep validate --target` refuses.
struct TargetGate: Sendable {
  private let name: String
  private let profile: TargetProfile
  private let judge: RecordJudge

  /// The gate of a form; nil for a form that is no target's.
  ///
  /// - Parameter keepsFields: Whether the user wants fields over that the target may not know.
  init?(_ form: TargetForm?, keepsFields: Bool) throws {
    guard let form, let profile = try TargetProfiles.all().first(where: { $0.name == form.name }) else { return nil }
    name = form.name
    self.profile = profile
    judge = try RecordJudge(profile, ignoring: keepsFields ? ["S04"] : [])
  }

  /// A warning about the set as a whole, where the target has something against it.
  func warning(examples: Int, bytes: Int, file: String) -> Diagnostic? {
    profile.refusal(examples: examples, bytes: bytes).map {
      Diagnostic("example-count", severity: .warning, $0, at: SourceLocation(file: file))
    }
  }

  /// What the target refuses, by the number of the line, from 1, in words about the record that the line was made of.
  func refusals(in lines: [UInt8]) throws -> [Int: Diagnostic] {
    try judge.errors(in: lines).mapValues { error in
      let place = error.location.pointer.map { $0.isEmpty ? "" : " at \($0)" } ?? ""
      let way = error.code == "alternation" ? "; --join-turns merges consecutive messages of the same role" : ""
      return Diagnostic(
        error.code, "\(name) would reject the converted record\(place): \(error.message)\(way)", at: error.location)
    }
  }
}
