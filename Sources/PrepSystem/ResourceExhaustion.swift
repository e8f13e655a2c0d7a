/// What the system can have no more of.
package enum ExhaustedResource: String, Sendable, Hashable {
  case memory
  case threads
}

/// What is done when the system gives no more of something.
///
/// There is no way back from the middle of a computation: a tool says so and ends (``whenItHappens(_:)``); a library
/// traps.
package enum ResourceExhaustion {
  private static let action = AtomicAction<ExhaustedResource>()

  /// Sets what is done, at once and on the thread that asked. It should not ask for much itself.
  package static func whenItHappens(_ action: (@Sendable (ExhaustedResource) -> Void)?) {
    Self.action.set(action)
  }

  /// Does what was set, and ends the process if that has not.
  package static func happened(_ resource: ExhaustedResource) -> Never {
    action.run(resource)
    preconditionFailure("the system gives no more \(resource.rawValue)")
  }
}
