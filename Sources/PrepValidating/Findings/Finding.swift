import PrepDiagnostics

/// A finding of a rule: what, where, how bad and for which targets.
package struct Finding: Sendable {
  /// The number of the rule in the catalogue.
  var rule: Int
  package var severity: Diagnostic.Severity
  /// The targets that it concerns, when targets were named.
  package var targets: TargetSet
  package var message: String
  package var location: SourceLocation
  /// Where findings are grouped, how many of its group this one stands for besides itself.
  package var more = 0
  /// Whether there was no room for a group of its own kind.
  var isElsewhere = false

  package var about: RuleDescription { RuleCatalogue.all[rule].about }
}
