import PrepBytes
import PrepDiagnostics
import PrepSystem

/// A line on the terminal that says how far a run is: bytes, records, rate and time left. Five times a second at most.
/// It fits the terminal as it is at the moment: what is said last goes first.
final class ProgressDisplay {
  /// Bytes of input there are in all, where that is known.
  var totalBytes: Int?
  private let isVisible: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  private var bytes = 0
  private var records = 0

  init(console: Console, isEnabled: Bool) {
    isVisible = isEnabled && Console.isTerminal
    start = clock.now
    lastShown = start
  }

  /// Adds to what has been done. Cheap, but meant to be called once a batch.
  func advance(bytes: Int, records: Int) {
    guard isVisible else { return }
    self.bytes += bytes
    self.records += records
    let now = clock.now
    guard now - lastShown >= .milliseconds(200) else { return }
    lastShown = now
    write(parts(elapsed: (now - start).seconds))
  }

  /// Shows another line: how far something is that is not measured in bytes.
  func show(_ line: String) {
    guard isVisible else { return }
    let now = clock.now
    guard now - lastShown >= .milliseconds(200) else { return }
    lastShown = now
    write([line])
  }

  private func write(_ parts: [String]) {
    // The last column is left free: terminals break the line behind it.
    StatusLine.show(Self.fitted(parts, columns: (Console.errorWidth ?? 80) - 1))
  }

  /// As many of the parts as a line of so many columns has room for, and of the first its beginning.
  static func fitted(_ parts: [String], columns: Int) -> String {
    guard let first = parts.first else { return "" }
    var line = String(first.prefix(max(0, columns)))
    for part in parts.dropFirst() {
      guard line.count + 2 + part.count <= columns else { break }
      line += "  " + part
    }
    return line
  }

  /// Takes the line away, at the end of a run; what is written meanwhile does that by itself.
  func clear() { StatusLine.clear() }

  private func parts(elapsed: Double) -> [String] {
    let rate = Double(bytes) / max(elapsed, 0.001)
    let done = ["\(Self.size(Double(bytes)))", "\(Counted(records, "record"))", "\(Self.size(rate))/s"]
    guard let totalBytes, totalBytes > bytes, rate > 0 else { return done }
    let seconds = Int(Double(totalBytes - bytes) / rate)
    return ["\(bytes * 100 / totalBytes)%", "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"]
      + done
  }

  /// `12.3 MB`.
  static func size(_ bytes: Double) -> String {
    var value = bytes
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(Int(value)) B" : "\(tenths(value)) \(unit)" }
      value /= 1000
    }
    return "\(tenths(value)) TB"
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
