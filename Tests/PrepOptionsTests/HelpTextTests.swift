import PrepOptions
import Testing

@Suite struct HelpTextTests {
  private let tree = CommandRequestTests.tree()

  @Test func `the help of the program lists commands by group`() {
    #expect(
      HelpText(tree, path: ["tool"]).text == """
        Does this and that

        Usage: tool COMMAND [options] ...

        Work
          pack   Packs it
          train  Trains it

        Reading
          list   Lists it

        Options
          --version                 Show the version
          -h, --help                Show this help

        Run 'tool help COMMAND' for the options of a command.
        More: tool manual

        """)
  }

  @Test func `the help of a command has examples and common options first`() {
    #expect(
      HelpText(tree.subcommands[0], path: ["tool", "pack"]).text == """
        Packs it

        Usage: tool pack --length N [options] [FILE ...]

        More about it.

        Examples
          # Five at a time
          tool pack --length 5

        Arguments
          FILE                      Files to read

        Common options
          --length N                How long a row is
          -o, --output FILE         Write to a file

        More options
          --limit SIZE              The longest line (default: 64Mi)
          --threads N               Threads to use (default: all cores)
          --weight W                A weight (default: 0)
          --seed N                  Where chance starts (default: 0)
          --shape SHAPE             The shape of the examples: text, chat,
                                    prompt-completion
          --header, --no-header     The first row is a header (default: --header)
          -j, --json                Write JSON
          --fields NAME,...         The fields to read (default: text)
          -s, --special TOKEN       A special token
          --buckets N,...           Lengths of rows
          --shapes SHAPE,...        Shapes that are taken: text, chat, prompt-completion
          --var NAME=VALUE          A variable
          --factor FILE=N           Count a file so many times
          --map OURS=THEIRS,...     What fields are called

        Output
          -q, --quiet               No summary
          -h, --help                Show this help

        More: tool manual pack

        """)
  }

  @Test func `no line is wider than asked for, nor than is good to read`() {
    for (path, command) in tree.withPaths() {
      for width in [1, 38, 60, 80, 100, 500] {
        let lines = HelpText(command, path: path, width: width).text.split(
          separator: "\n", omittingEmptySubsequences: false)
        let limit = min(100, max(38, width))
        // Words alone are longer than what they have at 38 columns.
        let longest = lines.filter { !$0.hasPrefix("  tool") }.map(\.count).max() ?? 0
        #expect(longest <= limit + (width < 60 ? 8 : 0), "\(path) \(width)")
      }
    }
  }
}
