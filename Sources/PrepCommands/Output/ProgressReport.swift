import PrepJobs
import PrepRecords
import PrepSystem

/// How far a run is, as lines of JSON to a program that shows it: `{"bytes":1,"total":2,"records":3}`, at most five a
/// second.
final class ProgressReport {
  /// Bytes of input there are in all, where that is known.
  var totalBytes: Int?
  private var descriptor: Descriptor?
  private let clock = ContinuousClock()
  private var lastWritten: ContinuousClock.Instant?
  private var bytes = 0
  private var records = 0

  /// - Parameter number: The open file or pipe; nil where nobody asked.
  init(descriptor number: Int?) { descriptor = number.map { Descriptor(number: CInt(truncatingIfNeeded: $0)) } }

  /// Adds to what has been done.
  func advance(bytes: Int, records: Int) {
    guard descriptor != nil else { return }
    self.bytes += bytes
    self.records += records
    let now = clock.now
    if let lastWritten, now - lastWritten < .milliseconds(200) { return }
    lastWritten = now
    write()
  }

  /// Tells what has been done in all.
  func finish() { if lastWritten != nil { write() } }

  private func write() {
    guard let descriptor else { return }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("bytes")
    writer.int(bytes)
    writer.key("total")
    if let totalBytes { writer.int(totalBytes) } else { writer.null() }
    writer.key("records")
    writer.int(records)
    writer.endObject()
    writer.newline()
    // Whoever no longer listens does not end the run.
    do { try writer.bytes.withUnsafeBytes { try descriptor.write($0) } } catch { self.descriptor = nil }
  }
}
