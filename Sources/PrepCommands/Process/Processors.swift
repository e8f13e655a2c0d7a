import PrepSystem

/// The processors of the machine.
enum Processors {
  /// How many are online; at least 1.
  static var available: Int { ThisProcess.processors }
}
