import PrepOptions
import TestSupport
import Testing

/// How words of a command line are read.
@Suite struct OptionTableWordsTests {
  /// Words that are read without a failure, behind the option that is needed.
  private func read(_ words: String...) throws -> SampleOptions {
    try SampleOptions.read(["--length", "7"] + words).get()
  }

  @Test(
    "a value is joined to its name or follows it",
    arguments: [["--output", "x"], ["--output=x"], ["-o", "x"], ["-ox"], ["-o=x"]])
  func values(_ words: [String]) throws {
    #expect(try SampleOptions.read(["--length=7"] + words).get().output.path == "x")
    #expect(try SampleOptions.read(words + ["file", "--length=7"]).get().files == ["file"])
  }

  @Test func `letters of flags stand together, and a value ends them`() throws {
    let options = try read("-jqo", "out")
    #expect(options.json && options.output.quiet && options.output.path == "out")
    #expect(try read("-jqoout").output.path == "out")
    #expect(try read("-qo=a=b").output.path == "a=b")
    #expect(SampleOptions.failure("-qx") == "there is no option -x")
    #expect(SampleOptions.failure("-q=yes") == "-q takes no value, and was given 'yes'")
  }

  @Test func `options follow operands, and two dashes end them`() throws {
    let options = try read("a", "-q", "-", "--", "--json", "-o", "--")
    #expect(options.files == ["a", "-", "--json", "-o", "--"])
    #expect(options.output.quiet && !options.json)
  }

  @Test func `an empty value is a value`() throws {
    #expect(try read("--special", "", "--special=").special == ["", ""])
    #expect(SampleOptions.failure("--length=7", "-o", "") == "-o takes the name of a file, not ''")
  }

  @Test func `of several single values the last one counts`() throws {
    #expect(try read("--limit", "5", "--limit=6").limit == 6)
    #expect(try read("--no-header", "--header").header)
    #expect(try !read("--header", "--no-header").header)
  }

  @Test func `values that may be several replace what held before and add up`() throws {
    #expect(try read("--fields", "a,b", "--fields=c").names == ["a", "b", "c"])
    #expect(try read("-s", "a,b", "--special", "c").special == ["a,b", "c"])
    #expect(
      try read("--var", "x=-1", "--var=y=a,b=c", "--var=z=").variables == [
        OptionPair("x", "-1"), OptionPair("y", "a,b=c"), OptionPair("z", ""),
      ])
    #expect(try read("--factor", "a=b.jsonl=3").factors == [OptionPair("a=b.jsonl", "3")])
    #expect(try read("--map", "a=b,c=d", "--map", "e=f=g").map?.map(\.value) == ["b", "d", "f=g"])
    #expect(try read("--shapes", "text,chat").shapes == [.text, .chat])
  }

  @Test func `a value may begin with a dash unless it looks like an option`() throws {
    #expect(try read("--weight", "-1.5").weight == -1.5)
    #expect(try read("--special", "---", "--special", "-x", "--special", "-").special == ["---", "-x", "-"])
    #expect(try read("--special=--json", "--special=-q").special == ["--json", "-q"])
    #expect(
      SampleOptions.failure("--length=7", "-o", "--json")
        == "-o needs a value, and --json looks like an option; -o--json passes it as the value")
    #expect(
      SampleOptions.failure("--length=7", "--output", "-q")
        == "--output needs a value, and -q looks like an option; --output=-q passes it as the value")
    #expect(SampleOptions.failure("--length=7", "--output") == "--output needs a value: --output FILE")
    #expect(SampleOptions.failure("--length=7", "--output", "--") == "--output needs a value: --output FILE")
  }

  @Test func `an unknown option names those that are near, and no others`() {
    #expect(SampleOptions.failure("--lenght", "5") == "there is no option --lenght; did you mean --length?")
    #expect(SampleOptions.failure("--sedd=5") == "there is no option --sedd; did you mean --seed?")
    #expect(SampleOptions.failure("--no-heade") == "there is no option --no-heade; did you mean --no-header?")
    #expect(SampleOptions.failure("--out", "x") == "there is no option --out; did you mean --output?")
    #expect(SampleOptions.failure("--xyzzy") == "there is no option --xyzzy")
    #expect(SampleOptions.failure("--secrets") == "there is no option --secrets")
    #expect(SampleOptions.failure("-length", "5") == "there is no option -length; did you mean --length?")
    #expect(SampleOptions.failure("--no-json") == "there is no option --no-json")
    #expect(SampleOptions.failure("--a\u{1B}[2J\n") == "there is no option --a\\x1b[2J\\x0a")
  }

  @Test func `what is wrong is said with what is wanted`() {
    #expect(SampleOptions.failure("--length", "many") == "--length takes a number from 1 to 2147483647, not 'many'")
    #expect(
      SampleOptions.failure("--shape", "chats")
        == "--shape takes text, chat or prompt-completion, not 'chats'; did you mean chat?")
    #expect(
      SampleOptions.failure("--shapes", "text,chats")
        == "--shapes takes text, chat or prompt-completion, several with commas, not 'text,chats'")
    #expect(SampleOptions.failure("--var", "x") == "--var takes NAME=VALUE, not 'x'")
    #expect(SampleOptions.failure("--var", "=x") == "--var takes NAME=VALUE, not '=x'")
    #expect(SampleOptions.failure("--map", "a=b,c") == "--map takes OURS=THEIRS,..., not 'a=b,c'")
    #expect(SampleOptions.failure("--map", "a=b", "--map", "a=c") == "--map: a name stands twice")
    #expect(SampleOptions.failure("--buckets", "4,4") == "--buckets: lengths ascend")
    #expect(SampleOptions.failure("--json=yes") == "--json takes no value, and was given 'yes'")
    #expect(SampleOptions.failure("--no-header=1") == "--no-header takes no value, and was given '1'")
    #expect(SampleOptions.failure("file") == "missing --length N")
  }

  @Test(
    "numbers that make no sense are said to be none",
    arguments: [
      "", " 1", "1 ", "+1", "-1", "1.5", "1e3", "0x10", "1kk", "1KiB", "Ki", "9223372036854775807",
      "9223372036854775808", "99999999999G",
      "1000000000000000000000000000000", "-9223372036854775808", "١", "nan", "inf",
    ])
  func absurdNumbers(_ text: String) {
    for option in ["length", "limit", "threads", "buckets"] {
      #expect(SampleOptions.failure("--length=7", "--\(option)=\(text)") != nil, "\(option) \(text)")
    }
    #expect(SampleOptions.failure("--factor", "a=\(text).") != nil)
  }

  @Test func `numbers take factors, and weights what is finite`() throws {
    #expect(try read("--limit", "64Ki").limit == 65536)
    #expect(try read("--limit", "3M").limit == 3_000_000)
    #expect(try read("--limit", "1Gi").limit == 1 << 30)
    #expect(try read("--seed", "18446744073709551615").seed == .max)
    #expect(SampleOptions.failure("--length=7", "--seed", "18446744073709551616") != nil)
    #expect(SampleOptions.failure("--length=7", "--seed", "1K") != nil)
    #expect(
      SampleOptions.failure("--length=7", "--limit", "9223372036854775808")
        == "--limit: '9223372036854775808' is too large; the most is 281474976710656")
    for text in ["nan", "inf", "1e999", "", "x"] {
      #expect(SampleOptions.failure("--length=7", "--weight=\(text)") != nil)
    }
    #expect(try read("--weight", "1e-2").weight == 0.01)
  }

  @Test func `any words are read or refused`() {
    var chance = SeededGenerator(seed: 31)
    let pieces = [
      "--", "-", "=", "length", "o", "q", "json", "no-", "header", "7", ",", "x", "é", "\u{0}", " ", "map", "a=b",
      "--output", "-jq",
    ]
    var accepted = 0
    for _ in 0..<20_000 {
      let words = (0..<Int.random(in: 0...5, using: &chance)).map { _ in
        (0..<Int.random(in: 0...3, using: &chance)).map { _ in pieces.randomElement(using: &chance) ?? "" }.joined()
      }
      switch SampleOptions.read(["--length=7"] + words) {
      case .success: accepted += 1
      case .failure(let failure): #expect(!failure.description.isEmpty && !failure.description.contains("\u{0}"))
      }
    }
    #expect(accepted > 1000)
  }
}
