import PrepBytes
import PrepDiagnostics
import PrepJobs
import PrepManual
import PrepOptions

/// `prep manual`: the pages of the manual, which are inside the program.
struct ManualCommand: StageCommand {
  static let name = "manual"
  static let abstract = "Show or install the manual pages"
  static let group = CommandGroup.program
  static var examples: [CommandExample] {
    [
      CommandExample("prep manual tokenizer show", "Read the page of a command"),
      CommandExample("prep manual --install ~/.local/share/man", "Make the pages available to man, for this user"),
    ]
  }

  var words: [String] = []
  var folder: String?
  var lists = false
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ManualCommand> {
    OptionTable(
      ManualCommand(),
      operand: .any(
        "PAGE", \.words, completion: .words(names),
        "A command, such as tokenizer show, or a format, such as shards; without it prep(1)"),
      [
        .value("install", "DIRECTORY", \.folder, .directory, "Write all pages below a directory, into man1 and man5"),
        .flag("list", \.lists, "List the pages"),
      ],
      OutputOptions.definitions.at(\.output, section: "Output"), RunOptions.definitions.at(\.runOptions, section: "Run")
    )
  }

  /// What pages are called behind the name of the program.
  private static var names: [String] {
    ManualPage.all.map { $0.name == "prep" ? "prep" : String($0.name.dropFirst(5)) }
  }

  func check() throws {
    if folder != nil, lists || !words.isEmpty {
      throw UsageError("--install writes all pages: it cannot be combined with a page or --list")
    }
    if !lists, folder == nil, ManualPage.named(words) == nil {
      let word = words.joined(separator: "-")
      let question = NearestNames.question(word, among: Self.names)
      throw UsageError("there is no page '\(OptionFailure.shown(word))' among those of --list\(question)")
    }
  }

  func execute(_ session: Session) throws {
    if let folder { return try install(below: folder, session) }
    if lists {
      return try write(ManualPage.all.map { "\($0.name)(\($0.section))\n" }.joined())
    }
    guard let page = ManualPage.named(words) else { return }
    // Narrower than that troff fails, or is busy for long.
    let isWide = Console.outputWidth.map { $0 >= HelpText.smallestWidth } ?? true
    if output.output == nil, Console.outputIsTerminal, isWide, ManualViewer.show(page) { return }
    try write(ManualText(page, width: min(Console.outputWidth ?? HelpText.usualWidth, HelpText.largestWidth)).text)
  }

  private func install(below folder: String, _ session: Session) throws {
    for page in ManualPage.all {
      let place = "\(folder)/man\(page.section)"
      try FolderMaking.make(place)
      let sink = try OutputFile.open("\(place)/\(page.file)")
      try sink.write(page.text)
      try sink.finish()
    }
    session.summarize("\(Counted(ManualPage.all.count, "page")) in \(folder)")
  }

  private func write(_ text: String) throws {
    let sink = try output.text.open()
    try sink.write(text)
    try sink.finish()
  }
}
