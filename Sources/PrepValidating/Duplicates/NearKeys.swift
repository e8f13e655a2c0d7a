import PrepContents
import PrepRecords

/// What a record is compared by to find others in which it has nothing new: its sides, and the keys of the bands of a sample
/// of their runs of words, as `prep dedup --near` has them.
struct NearKeys: Sendable {
  static let bands = (count: 32, rows: 4)

  var place: RecordPlace
  var sides: WordSides
  /// A key for each band; two records that share a key are compared.
  var bandKeys: [UInt64]

  /// What a worker keeps from record to record.
  struct Room {
    var sides = SidesReader.Room()
    var sketcher = Sketcher()
  }

  /// Nil where the record cannot be compared.
  init?(_ record: Record, _ place: RecordPlace, _ reader: SidesReader, _ room: inout Room) {
    guard let sides = try? reader.read(record, &room.sides), sides.wordCount > 0 else { return nil }
    self.place = place
    self.sides = sides
    bandKeys = room.sketcher.sketch(sides.words).sketch.keys(of: Self.bands)
  }
}
