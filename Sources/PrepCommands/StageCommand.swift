import ArgumentParser

/// A command of the pipeline: options, and an `execute` that makes a job of them and runs it.
///
/// The protocol gives `run()`: it makes the session, calls ``execute(_:)``, prints what was thrown as
/// `prep NAME: …`, writes the report and turns failures into exit statuses.
protocol StageCommand: ParsableCommand {
  /// The options every command has.
  var runOptions: RunOptions { get }

  /// The commands above this one, where it is a subcommand: `tokenizer` for `prep tokenizer show`.
  static var parentNames: [String] { get }

  /// How messages begin: `prep tokenize`.
  static var fullName: String { get }

  /// Does the job. Anything thrown ends the run; bad data is thrown as a `Diagnostic`, a wrong use as a ``UsageError``.
  func execute(_ session: Session) throws
}

extension StageCommand {
  static var parentNames: [String] { [] }

  mutating func run() throws {
    let session = Session(command: Self.fullName, options: runOptions)
    do {
      try execute(session)
      try session.finish()
    } catch {
      let status = session.fail(error)
      if status != .success { throw status }
    }
  }

  static var fullName: String {
    (["prep"] + parentNames + [configuration.commandName ?? _commandName]).joined(separator: " ")
  }
}
