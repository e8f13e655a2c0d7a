import PrepSystem

/// The processors of the machine.
package enum Processors {
  /// How many are online; at least 1.
  package static var available: Int { ThisProcess.processors }
}
