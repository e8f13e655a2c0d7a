import PrepRecords

/// The counts of a run, one JSON object whose numbers can be added up over partitions.
public struct JobReport {
  /// A value of the report.
  package indirect enum Value {
    case integer(Int)
    case text(String)
    case list([String])
    case object(JobReport)
  }

  /// The member that says which part of a job the counts are of.
  package static let part = "part"
  /// The member of a report that has no counts, since another attempt at the part was complete first.
  package static let finishedByAnother = "finished_by_another"

  private struct Entry {
    let name: String
    var value: Value
  }

  private var entries: [Entry] = []

  /// The defaults.
  package init() {}

  /// Gives or sets a value; the first assignment fixes its place in the object.
  package subscript(name: String) -> Value? {
    get { entries.first { $0.name == name }?.value }
    set {
      entries.removeAll { newValue == nil && $0.name == name }
      guard let newValue else { return }
      if let index = entries.firstIndex(where: { $0.name == name }) {
        entries[index].value = newValue
      } else {
        entries.append(Entry(name: name, value: newValue))
      }
    }
  }

  /// The values in their order.
  var values: [(name: String, value: Value)] { entries.map { ($0.name, $0.value) } }

  /// Adds to a count.
  package mutating func add(_ amount: Int, to name: String) {
    guard case .integer(let value)? = self[name] else {
      self[name] = .integer(amount)
      return
    }
    self[name] = .integer(value + amount)
  }

  /// Adds the counts of another run; of what is no number, what the later one says stands.
  package mutating func add(_ other: JobReport) {
    for entry in other.entries {
      switch (self[entry.name], entry.value) {
      case (_, .integer(let amount)): add(amount, to: entry.name)
      case (.object(var own)?, .object(let more)):
        own.add(more)
        self[entry.name] = .object(own)
      default: self[entry.name] = entry.value
      }
    }
  }

  /// Whether the counts are those of another attempt's report.
  package var wasFinishedByAnother: Bool {
    entries.contains { entry in
      if case .object(let inner) = entry.value { return inner.wasFinishedByAnother }
      return entry.name == Self.finishedByAnother
    }
  }

  /// The object as one line of JSON.
  public var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for entry in entries {
      writer.key(entry.name)
      switch entry.value {
      case .integer(let number): writer.int(number)
      case .text(let text): writer.string(text)
      case .list(let texts): writer.strings(texts)
      case .object(let report): report.write(to: &writer)
      }
    }
    writer.endObject()
  }
}
