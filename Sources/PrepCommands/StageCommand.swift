import PrepBytes
import PrepJobs
import PrepOptions
import PrepSystem

/// A command of the pipeline: options, and an `execute` that makes a job of them and runs it.
///
/// The value is its options; ``table`` says how they are given. The protocol gives ``definition``, and ``run()``, which
/// makes the session, calls ``execute(_:)``, prints what was thrown as `prep NAME: …`, writes the report and turns
/// failures into exit statuses.
protocol StageCommand {
  /// The word that calls it.
  static var name: String { get }

  /// The commands above this one, where it is a subcommand: `tokenizer` for `prep tokenizer show`.
  static var parentNames: [String] { get }

  /// What it is for, in one line without a full stop.
  static var abstract: String { get }

  /// The heading it stands under in the help of the command above.
  static var group: CommandGroup { get }

  /// More about it than the abstract says.
  static var discussion: String { get }

  /// Command lines that can be copied; each stands on the manual page too.
  static var examples: [CommandExample] { get }

  /// Its options and operands.
  static var table: OptionTable<Self> { get }

  /// The options every command has.
  var runOptions: RunOptions { get }

  /// - Throws: `JobFailure` or ``UsageError`` for options that make no sense together.
  func check() throws

  /// Does the job. Anything thrown ends the run; bad data is thrown as a `Diagnostic`, a wrong use as a ``UsageError``.
  func execute(_ session: Session) throws
}

/// The headings of `prep --help`.
enum CommandGroup: String {
  case cleaning = "Inspect and clean"
  case packing = "Tokenize and pack"
  case tokenizers = "Tokenizers"
  case program = "The program itself"
  case none = ""
}

extension StageCommand {
  static var parentNames: [String] { [] }
  static var group: CommandGroup { .none }
  static var discussion: String { "" }
  static var examples: [CommandExample] { [] }

  /// How messages begin: `prep tokenize`.
  static var fullName: String { (["prep"] + parentNames + [name]).joined(separator: " ") }

  /// The command as it stands in the tree of commands.
  static var definition: CommandDefinition { definition() }

  /// The command as it stands in the tree of commands.
  ///
  /// - Parameter subcommands: The commands below it.
  static func definition(_ subcommands: [CommandDefinition] = []) -> CommandDefinition {
    CommandDefinition(name: name, abstract: abstract, group: group.rawValue, subcommands: subcommands) {
      CommandInterface(table, discussion: discussion, examples: examples) { try $0.run() }
    }
  }

  func check() throws {}

  /// Changes to the folder that `--directory` names.
  private func enterDirectory() throws {
    guard let directory = runOptions.directory else { return }
    do { try FileNames.changeDirectory(directory) } catch { throw IOFailure.cannotOpen(directory, error) }
  }

  /// Runs the command; its messages are printed.
  ///
  /// - Throws: ``ExitStatus`` when it did not succeed.
  func run() throws {
    let session = Session(command: Self.fullName, options: runOptions)
    do {
      do { try check() } catch let failure as JobFailure {
        throw UsageError("\(failure.message) (see \(Self.fullName) --help)")
      } catch let error as UsageError { throw UsageError("\(error.message) (see \(Self.fullName) --help)") }
      try enterDirectory()
      try execute(session)
      try session.finish()
    } catch {
      let status = session.fail(error)
      if status != .success { throw status }
    }
  }
}

extension OperandDefinition {
  /// The inputs of a command that reads files in their order.
  static func inputs(_ path: WritableKeyPath<Options, [String]>) -> OperandDefinition {
    .any("FILE", path, "Files and folders to read, in order; none or '-' reads stdin")
  }

  /// The inputs of a command that reads tokens.
  static func tokenStreams(_ path: WritableKeyPath<Options, [String]>) -> OperandDefinition {
    .any("FILE", path, "Token streams to read, binary or JSON Lines, in order; none or '-' reads stdin")
  }

  /// The inputs of a command that reads shard sets too.
  static func tokenSets(_ path: WritableKeyPath<Options, [String]>) -> OperandDefinition {
    .any("FILE", path, "Token streams or MDS datasets (directories); none or '-' reads stdin")
  }
}
