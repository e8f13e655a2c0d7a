import PrepCommands

/// The process: everything is in PrepCommands.
@main
enum Prep {
  static func main() { PrepCommand.start() }
}
