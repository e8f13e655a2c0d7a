import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Makes records of values that are none themselves: messages, lists of messages, columns.
protocol LineForm {
  /// Takes a line of JSON and appends the records that it completes.
  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) throws
  /// Appends what is left at the end.
  mutating func finish(into lines: inout ProducedLines) throws
}

/// What the values of an input are.
package enum RecordForm: String, Sendable, Hashable {
  /// Records, one each.
  case records
  /// Lists of messages, a conversation each.
  case messageLists = "lists of messages, each a conversation"
  /// Messages, one each.
  case messages =
    "messages, one a line, which are joined to conversations by their ids; where they have none, a blank line or another system message behind an answer begins one; lines without a message are left out"
  /// Articles with paragraphs and questions about them.
  case articles = "articles with questions, a record each question"
  /// Texts with what was found in them, a list each.
  case annotatedPairs = "texts with their entities, a list each"
  /// Queries in parts, some of which are entities.
  case queries = "queries in parts, whose entities are spans"
  /// Texts with a label, or several, that somebody chose.
  case choices = "tasks of annotators, whose choices are labels; those without an answer are left out"
  /// Records whose messages are an object of lists.
  case messageColumns = "records whose messages are an object of lists, one for each key"
  /// One object of columns: lists, or objects from the numbers of rows to values.
  case columns = "columns, a list of values each"

  /// Tells from the first values of an input what they are.
  ///
  /// - Parameters:
  ///   - lines: The first values, as JSON.
  ///   - isWhole: Whether there are no more.
  ///   - names: What fields are called.
  init(_ lines: [[UInt8]], isWhole: Bool, names: FieldNames) {
    let roots = lines.map { try? JSONDocument($0).root }
    guard let first = roots.first, let first else {
      self = .records
      return
    }
    if ArticleForm.isArticle(first) {
      self = .articles
    } else if AnnotatedPairForm.isPair(first) {
      self = .annotatedPairs
    } else if QueryForm.isQuery(first) {
      self = .queries
    } else if ChoiceForm.isTask(first) {
      self = .choices
    } else if MessageColumns.has(first) {
      self = .messageColumns
    } else if first.kind == .array, MessageList.isList(first) {
      self = .messageLists
    } else if roots.count(where: { $0.map(MessageLine.hasMessage) ?? false }) > 1,
      roots.allSatisfy({ $0.map { MessageLine.mayStand($0, names) } ?? true })
    {
      self = .messages
    } else if lines.count == 1, isWhole, ColumnTable(first, names) != nil {
      self = .columns
    } else {
      self = .records
    }
  }

  /// What makes records of the values; nil where they are records.
  ///
  /// - Parameter areLines: Whether each value is a line, so that there may be blank lines between them.
  func form(file: String, maximum: Int, names: FieldNames, areLines: Bool) -> (any LineForm)? {
    switch self {
    case .records: nil
    case .messageLists: MessageList()
    case .messages: ConversationJoiner(file: file, maximum: maximum, areLines: areLines)
    case .messageColumns: MessageColumns()
    case .columns: ColumnForm(names: names)
    case .articles: ArticleForm()
    case .annotatedPairs: AnnotatedPairForm()
    case .queries: QueryForm()
    case .choices: ChoiceForm()
    }
  }
}

/// Lists of messages as records with them.
struct MessageList: LineForm {
  /// Whether a value is a list that begins with a message.
  static func isList(_ view: JSONView) -> Bool {
    guard view.kind == .array else { return false }
    for element in view.elements { return MessageLine.isMessage(element) }
    return false
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    let isList = line.first == UInt8(ascii: "[")
    if isList { lines.bytes += Array("{\"messages\":".utf8) }
    lines.bytes += line
    if isList { lines.bytes.append(UInt8(ascii: "}")) }
    lines.endLine(origin: origin)
  }

  mutating func finish(into lines: inout ProducedLines) {}
}

/// Gives each record a field with the path of its file.
struct PathField: LineForm {
  private let name: String
  private let file: String
  private let member: [UInt8]

  init(name: String, path: String) {
    self.name = name
    file = path
    var writer = JSONWriter()
    writer.string(Array(name.utf8))
    let key = writer.take()
    writer.removeAll()
    writer.string(Array(path.printable.utf8))
    member = key + [UInt8(ascii: ":")] + writer.take()
  }

  mutating func take(_ line: [UInt8], origin: Int, into lines: inout ProducedLines) {
    var line = line
    while let last = line.last, last == 0x20 || last == 0x0D || last == 0x09 { line.removeLast() }
    guard let root = try? JSONDocument(line).root, root.kind == .object else {
      lines.bytes += line
      lines.endLine(origin: origin)
      return
    }
    if root[name] != nil {
      lines.reject(
        Diagnostic(
          "path-field-taken", "the record has a field \"\(name)\" already; give --path-field another name",
          at: SourceLocation(file: file, line: origin)), line)
      return
    }
    line.removeLast()
    if root.count > 0 { line.append(UInt8(ascii: ",")) }
    lines.bytes += line + member + [UInt8(ascii: "}")]
    lines.endLine(origin: origin)
  }

  mutating func finish(into lines: inout ProducedLines) {}
}
