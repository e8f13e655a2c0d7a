import PrepManual
import Testing

@Suite struct ManualTextTests {
  private func text(_ mdoc: String, width: Int = 60) -> String {
    ManualText(ManualPage(name: "x", section: "1", text: mdoc), width: width).text
  }

  @Test func `macros become words`() {
    #expect(
      text(
        """
        .Dd November 30, 2026
        .Sh NAME
        .Nm prep-x
        .Nd show it
        .Sh DESCRIPTION
        .Nm
        reads
        .Pa a.txt ,
        .Ql b c
        and
        .Pq Xr prep-y 5 ;
        with
        .Fl -on-invalid Cm skip :
        .Dq Assistant:\\& .
        .Pp
        .Fl t Ar NAME , Fl -tokenizer Ar NAME
        .Ss Topic
        .Bl -tag -width Ds
        .It Fl q
        Quiet, \\(dqas\\(dq it is said.
        .It Cm a-long-term
        A meaning that is longer than a line of this width can hold.
        .El
        .Bd -literal -offset indent
        prep x | y   \\en
        .Ed
        """)
          == """
          NAME
               prep-x – show it

          DESCRIPTION
               prep-x reads a.txt, 'b c' and (prep-y(5)); with
               --on-invalid skip: "Assistant:".

               -t NAME, --tokenizer NAME

             Topic
               -q      Quiet, "as" it is said.
               a-long-term
                       A meaning that is longer than a line of this
                       width can hold.

                 prep x | y   \\n

          """.replacing(/\n\n$/, with: "\n"))
  }

  @Test func `columns stand below one another`() {
    let table = text(".Bl -column \"a\" \"b\"\n.It name Ta what\n.It longer Ta it is\n.El\n")
    #expect(table == "     name    what\n     longer  it is\n")
  }

  @Test func `every page becomes text without macros`() {
    for page in ManualPage.all {
      let text = ManualText(page, width: 72).text
      #expect(text.hasPrefix("NAME\n     \(page.name) – "), "\(page.file)")
      #expect(text.contains("\nSEE ALSO\n"), "\(page.file)")
      for line in text.split(separator: "\n") {
        #expect(!line.contains("\\(") && !line.contains("\\&"), "\(page.file): \(line)")
        #expect(line.wholeMatch(of: /\.[A-Z][a-z]( .*)?/) == nil, "\(page.file): \(line)")
        for macro in [" Fl ", " Ar ", " Ql ", " Xr "] { #expect(!line.contains(macro), "\(page.file): \(line)") }
      }
    }
  }
}
