import Testing

@testable import PrepSummarizing

@Suite struct HTMLPageTests {
  @Test func `nothing that data says is taken for markup`() {
    let report = SetReport(SetSummary(), title: "<script>&\"'\u{1}", lengths: nil, costs: [])
    #expect(report.page.contains("<h1>&lt;script&gt;&amp;&quot;'\u{FFFD}</h1>"))
    #expect(!report.page.contains("<script>&"))
  }

  @Test func `a page fetches nothing`() {
    var summary = SetSummary()
    summary.records.add(10)
    let page = SetReport(summary, title: "x", lengths: nil, costs: []).page
    for word in ["http", "src=", "url(", "@import", "<link"] { #expect(!page.contains(word), "\(word)") }
  }

  @Test func `numbers are shown as people write them`() {
    #expect(
      [0, 999, 1000, 1234, 99_950, 1_234_567].map(Figures.short) == ["0", "999", "1.0 K", "1.2 K", "100 K", "1.2 M"])
    #expect(Figures.percent(1, of: 8) == "12.5%")
    #expect(Figures.money(1234.5) == "1,234.50")
    #expect(HTMLPage.number(12.345) == "12.35" && HTMLPage.number(-0.5) == "-0.50" && HTMLPage.number(3) == "3")
  }
}
