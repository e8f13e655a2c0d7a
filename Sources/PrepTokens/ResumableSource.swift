/// A source that another run can go on with where this one stands.
package protocol ResumableSource: TokenSequenceSource {
  /// Puts into a state what the next sequence depends on.
  func save(to state: inout StageState) throws

  /// Goes to where the run that saved a state stood; called before the first sequence is taken.
  func restore(from state: StageState) throws
}

/// A stage that makes sequences of another source's and can say where it stands itself, without that source.
package protocol SavableStage: TokenSequenceSource {
  /// Puts into a state what the next sequence depends on besides the source.
  func saveStage(to state: inout StageState)

  /// Takes back what ``saveStage(to:)`` put there; called before the first sequence is taken.
  func restoreStage(from state: StageState) throws
}

/// A stage above a source that can be gone on with: so can both together.
package final class ResumableStage<Stage: SavableStage>: ResumableSource {
  package let stage: Stage
  private let source: any ResumableSource

  /// - Parameter makeStage: Makes the stage, which reads the source it is given.
  package init(_ source: any ResumableSource, _ makeStage: (any ResumableSource) throws -> Stage) rethrows {
    self.source = source
    stage = try makeStage(source)
  }

  package var header: TokenStreamHeader { stage.header }

  package func next() throws -> TokenSequence? { try stage.next() }

  package func save(to state: inout StageState) throws {
    state.put(as: "stage") { stage.saveStage(to: &$0) }
    try state.put(as: "source") { try source.save(to: &$0) }
  }

  package func restore(from state: StageState) throws {
    try stage.restoreStage(from: state.stage("stage"))
    try source.restore(from: state.stage("source"))
  }
}
