import Foundation
import FoundationXML
import PrepBytes

/// Reads an XML file from a source and reports its elements and text, namespaces' prefixes dropped.
final class XMLElements: NSObject, XMLParserDelegate {
  private let begin: (_ element: String, _ attributes: [String: String]) -> Bool
  private let text: (String) -> Void
  private let end: (_ element: String) -> Bool

  /// Reads a file to its end, or until `begin` or `end` says false.
  ///
  /// - Throws: ``IOFailure``; `damaged` when the file is not well-formed.
  static func read(
    _ source: any ByteSource, begin: @escaping (String, [String: String]) -> Bool, text: @escaping (String) -> Void = { _ in },
    end: @escaping (String) -> Bool = { _ in true }
  ) throws {
    let stream = SourceStream(source)
    let parser = XMLParser(stream: stream)
    let elements = XMLElements(begin: begin, text: text, end: end)
    parser.delegate = elements
    parser.shouldResolveExternalEntities = false
    let complete = withExtendedLifetime(elements) { parser.parse() }
    if let failure = stream.failure { throw failure }
    if !complete, !elements.stopped {
      throw IOFailure(.damaged, "is not well-formed XML (line \(parser.lineNumber))", path: source.name)
    }
  }

  private var stopped = false

  private init(
    begin: @escaping (String, [String: String]) -> Bool, text: @escaping (String) -> Void, end: @escaping (String) -> Bool
  ) {
    self.begin = begin
    self.text = text
    self.end = end
  }

  private static func local(_ name: String) -> String {
    name.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(name[name.utf8.index(after: $0)...]) } ?? name
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if !stopped, !begin(Self.local(elementName), attributes) { stop(parser) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { if !stopped { text(string) } }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if !stopped, !end(Self.local(elementName)) { stop(parser) }
  }

  private func stop(_ parser: XMLParser) {
    stopped = true
    parser.abortParsing()
  }
}

/// A byte source as the stream the parser wants.
private final class SourceStream: InputStream {
  private let source: any ByteSource
  private(set) var failure: (any Error)?
  private var ended = false

  init(_ source: any ByteSource) {
    self.source = source
    super.init(data: Data())
  }

  override func open() {}

  override func close() {}

  override var hasBytesAvailable: Bool { !ended }

  override var streamStatus: Stream.Status { ended ? .atEnd : .open }

  override var streamError: (any Error)? { failure }

  override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
    do {
      let count = try source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
      ended = count == 0
      return count
    } catch {
      failure = error
      ended = true
      return -1
    }
  }
}
