import PrepBytes
import PrepColumns

/// How many rows files have.
enum RowCount {
  /// Lines are counted where they have at most so many bytes together.
  private static let mostBytes = 8 << 20

  /// The rows of files of columns, which say it, and the lines of files of JSON Lines that are small; nil for others.
  static func atLittleCost(of inputs: [JobInput]) -> Int? {
    var rows = 0
    var room = mostBytes
    for input in inputs {
      if let summary = try? ShardAgreement.summary(of: input.path) {
        guard let count = summary.rowCount else { return nil }
        rows += count
      } else {
        guard FileEnding(of: input.path).form == .jsonLines, let size = input.storedBytes, size <= room,
          let bytes = try? input.open(refusing: false).readAll(limit: room)
        else { return nil }
        room -= bytes.count
        rows += bytes.split(separator: 0x0A).count { line in line.contains { $0 > 0x20 } }
      }
    }
    return rows
  }
}
