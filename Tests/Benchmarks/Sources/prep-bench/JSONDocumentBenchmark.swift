import ArgumentParser
import PrepBytes
import PrepRecords

/// Parses one JSON text, such as a tokenizer.json, and visits every member and element.
struct JSONDocumentBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json", abstract: "One JSON text to all its values.",
    discussion: "Prints `pass N PARSE-SECONDS VISIT-SECONDS` for each pass and a last line `values COUNT`.")

  @Option(help: "A file of JSON; it is read into memory before the clock starts.")
  var input: String

  @Option(help: "How often it is parsed.")
  var passes = 5

  func run() throws {
    let bytes = try FileByteSource(path: input).readAll()
    let clock = ContinuousClock()
    var values = 0
    for pass in 1...max(1, passes) {
      let start = clock.now
      let document = try JSONDocument(bytes)
      let parsed = clock.now
      values = 0
      Self.visit(document.root, &values)
      print("pass \(pass) \(seconds(parsed - start)) \(seconds(clock.now - parsed))")
    }
    print("values \(values)")
  }

  private static func visit(_ view: JSONView, _ values: inout Int) {
    values += 1
    switch view.kind {
    case .array: view.forEachElement { visit($0, &values) }
    case .object:
      view.forEachMember { key, value in
        values += key.byteCount > 0 ? 1 : 0
        visit(value, &values)
      }
    default: break
    }
  }
}

/// A duration in seconds.
func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}
