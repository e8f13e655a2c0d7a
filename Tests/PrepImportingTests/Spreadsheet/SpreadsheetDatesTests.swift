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

  @Test func `a time alone has no day in either calendar`() {
    for from1904 in [false, true] {
      #expect(SpreadsheetDates.text(serial: 47106.0 / 86400, as: .time, from1904: from1904) == "13:05:06")
    }
    #expect(SpreadsheetDates.text(serial: 0.5, as: .date, from1904: true) == "1904-01-01T12:00:00")
  }

  @Test func `durations count their hours on`() {
    #expect(SpreadsheetDates.text(serial: 1805.0 / 1440, as: .duration, from1904: false) == "30:05:00")
    #expect(SpreadsheetDates.text(serial: 2.5, as: .duration, from1904: true) == "60:00:00")
    #expect(SpreadsheetDates.text(serial: 1.5 / 86400, as: .duration, from1904: false) == "00:00:01.500")
    #expect(SpreadsheetDates.text(serial: -1.25, as: .duration, from1904: true) == "-30:00:00")
  }

  @Test func `formats tell dates, times, durations and numbers apart`() {
    for code in ["yyyy\\-mm\\-dd", "mmm", "d/m/yyyy h:mm", "[$-F800]dddd"] {
      #expect(SpreadsheetDates.kind(code: code) == .date)
    }
    for code in ["[$-409]h:mm AM/PM", "mm:ss.0", "H:MM"] { #expect(SpreadsheetDates.kind(code: code) == .time) }
    for code in ["[h]:mm", "[hh]:mm:ss", "[mm]", "[SS].00", "[h]\"h\"", "[Red][m]:ss"] {
      #expect(SpreadsheetDates.kind(code: code) == .duration)
    }
    for code in ["0.00\" days\"", "[Red]#,##0", "0;[h]", "General", "\\s0"] {
      #expect(SpreadsheetDates.kind(code: code) == .number)
    }
    #expect(SpreadsheetDates.kind(builtIn: 14) == .date && SpreadsheetDates.kind(builtIn: 4) == .number)
    #expect(SpreadsheetDates.kind(builtIn: 46) == .duration && SpreadsheetDates.kind(builtIn: 20) == .time)
  }
}
