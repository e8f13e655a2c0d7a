import PrepConverting
import PrepDiagnostics
import PrepTemplates
import PrepValidating
import Testing

@testable import PrepJobs

/// A name with a slip leads to the one that was meant, of whatever kind it is.
@Suite struct NameLawTests {
  /// Names of a kind, and what is said of one that there is none of.
  struct Kind: CustomStringConvertible, Sendable {
    let description: String
    let names: [String]
    let complaint: @Sendable (String) throws -> String
  }

  static let kinds = [
    Kind(description: "template", names: ChatTemplate.bundledNames) { name in
      do throws(TemplateFailure) { return try ChatTemplate.named(name).name } catch { return error.message }
    },
    Kind(description: "target", names: ((try? TargetProfiles.all()) ?? []).map(\.name)) { name in
      do { return try TargetProfiles.named(name).name } catch { return "\(error)" }
    },
    Kind(description: "rule", names: RuleCatalogue.all.map { $0.about.code.rawValue }) { name in
      do { _ = try RuleSelection(select: [name]) } catch { return "\(error)" }
      return name
    },
    Kind(description: "rule to explain", names: RuleReference.names.filter { $0.count > 3 }) { name in
      do { return try RuleReference.explanation(name) } catch { return "\(error)" }
    },
    Kind(description: "form", names: TargetForm.all.map(\.name)) { name in
      NearestNames.question(name, among: TargetForm.all.map(\.name))
    },
  ]

  @Test(arguments: kinds) func `a slip leads to what was meant`(kind: Kind) throws {
    #expect(kind.names.count > 10)
    for name in kind.names where name.count > 3 {
      let letters = Array(name)
      let middle = letters.count / 2
      let slips = [
        String(letters[..<middle] + letters[(middle + 1)...]), String(letters + ["x"]),
        String(letters[..<(middle - 1)] + [letters[middle], letters[middle - 1]] + letters[(middle + 1)...]),
      ]
      for slip in slips where !kind.names.contains(slip) {
        let complaint = try kind.complaint(slip)
        #expect(complaint.contains("did you mean "), "\(slip): \(complaint)")
        // Of names that are equally near three are given.
        let distance = NearestNames.distance(Array(slip.utf8), Array(name.utf8))
        let nearer = kind.names.filter {
          $0 != name && NearestNames.distance(Array(slip.utf8), Array($0.utf8)) <= distance
        }
        if nearer.count < 3 {
          #expect(
            complaint.contains(name) || nearer.contains { complaint.contains($0) }, "\(slip) of \(name): \(complaint)")
        }
      }
    }
  }
}
