import Testing

@testable import PrepImporting

@Suite struct SpreadsheetDatesTests {
  @Test func `serial numbers are dates of the 1900 calendar with its missing day`() {
    #expect(SpreadsheetDates.text(serial: 1, from1904: false) == "1900-01-01")
    #expect(SpreadsheetDates.text(serial: 59, from1904: false) == "1900-02-28")
    #expect(SpreadsheetDates.text(serial: 61, from1904: false) == "1900-03-01")
    #expect(SpreadsheetDates.text(serial: 44197, from1904: false) == "2021-01-01")
    #expect(SpreadsheetDates.text(serial: 44197.75, from1904: false) == "2021-01-01T18:00:00")
    #expect(SpreadsheetDates.text(serial: 0.5, from1904: false) == "12:00:00")
    #expect(SpreadsheetDates.text(serial: 0, from1904: true) == "1904-01-01")
    #expect(SpreadsheetDates.text(serial: -1, from1904: false) == nil)
  }

  @Test func `formats that show dates are told from those that do not`() {
    #expect(SpreadsheetDates.isDate(code: "yyyy\\-mm\\-dd"))
    #expect(SpreadsheetDates.isDate(code: "[$-409]h:mm AM/PM"))
    #expect(!SpreadsheetDates.isDate(code: "0.00\" days\""))
    #expect(!SpreadsheetDates.isDate(code: "[Red]#,##0"))
    #expect(SpreadsheetDates.isDate(builtIn: 14) && !SpreadsheetDates.isDate(builtIn: 4))
  }
}
