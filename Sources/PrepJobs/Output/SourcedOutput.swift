import PrepBytes

/// Where the records of several inputs go: all to one place, or those of each source to a place of its own.
package struct SourcedOutput {
  /// Where the records of each source go.
  private var outputs: [JobOutput]
  /// For each input, which source it is of.
  private var sources: [Int]

  /// - Parameter sources: For each source how many inputs it has, in their order, and where its records go.
  package init(_ sources: [(inputs: Int, output: JobOutput)]) {
    outputs = sources.map(\.output)
    self.sources = sources.enumerated().flatMap { Array(repeating: $0, count: $1.inputs) }
  }

  /// All records to one place.
  init(_ output: JobOutput) {
    outputs = [output]
    sources = []
  }

  /// Opens all places.
  func open() throws -> SourcedSink { try SourcedSink(outputs.map { try $0.open() }, sources) }
}

/// Writes records to the places of their sources. Of those that are decided on later it keeps in mind, in order, which
/// source they are of.
final class SourcedSink {
  private let sinks: [any ByteSink]
  private let sources: [Int]
  /// Sources of the records that wait, and how many each time.
  private var waiting: [(source: Int, count: Int)] = []
  private var first = 0

  fileprivate init(_ sinks: [any ByteSink], _ sources: [Int]) throws {
    self.sinks = sinks
    self.sources = sources
  }

  /// The source that an input is of.
  func source(ofInput input: Int) -> Int { sources.isEmpty ? 0 : sources[input] }

  /// A record of an input waits.
  func wait(input: Int) {
    let source = source(ofInput: input)
    if waiting.last?.source == source {
      waiting[waiting.count - 1].count += 1
    } else {
      waiting.append((source, 1))
    }
  }

  /// The source of the next record that waits.
  func next() -> Int {
    while first < waiting.count - 1, waiting[first].count == 0 { first += 1 }
    waiting[first].count -= 1
    return waiting[first].source
  }

  /// Writes a record and the end of its line.
  func write(_ text: UnsafeRawBufferPointer, to source: Int) throws {
    try sinks[source].write(text)
    try sinks[source].write("\n")
  }

  func finish() throws { for sink in sinks { try sink.finish() } }
}
