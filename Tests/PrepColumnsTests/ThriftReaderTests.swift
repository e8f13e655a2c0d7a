import PrepDiagnostics
import Testing

@testable import PrepColumns

@Suite struct ThriftReaderTests {
  @Test("bytes of chance end with a value or a fault") func chance() {
    #expect(Bool(true))
  }
}
