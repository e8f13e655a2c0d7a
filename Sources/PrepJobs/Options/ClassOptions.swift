import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepOptions
import PrepRecords
import PrepTokenizing
import PrepTokens

/// How the classes of labelled texts become numbers.
public struct ClassOptions: Sendable, Hashable {
  /// A file with the labels in the order of their numbers, `auto` for those of the records, `numbers` where they are
  /// numbers already; nil makes tokens of the label, which are learnt.
  public var list: String?

  /// What a label is: a class, several of them, or a number.
  public var type = TokenTaskOptions.LabelType.class

  /// Labels are learnt as tokens.
  public init() {}

  /// The classes; nil where labels are tokens.
  ///
  /// - Parameter labels: Hands over the label of every record.
  /// - Throws: ``JobFailure`` for a list that is none.
  func classes(_ labels: (([UInt8]) -> Void) throws -> Void) throws -> ClassLabels? {
    switch list {
    case nil: return nil
    case "numbers": return .numbers
    case "auto":
      var found: Set<[UInt8]> = []
      try labels { found.insert($0) }
      return try Self.made(Self.sorted(found), "the records have")
    case let path?:
      return try Self.made(Self.names(at: path), "\(path) has")
    }
  }

  /// The labels that a file names.
  ///
  /// - Throws: ``JobFailure`` for a list that is none, `IOFailure`.
  static func names(at path: String) throws -> [[UInt8]] {
    do { return try names(try FileByteSource(path: path).readAll(limit: 1 << 26)) } catch let failure as IOFailure {
      throw failure
    } catch { throw JobFailure("no-label-list", "--label-list \(path): \(error)") }
  }

  private static func made(_ names: [[UInt8]], _ whose: String) throws(JobFailure) -> ClassLabels {
    if names.count > ClassLabels.most {
      throw JobFailure("too-many-labels", "\(whose) \(Counted(names.count, "label")), more than \(ClassLabels.most)")
    }
    guard let classes = ClassLabels(names: names) else {
      var seen: Set<[UInt8]> = []
      let twice = names.first { !seen.insert($0).inserted } ?? []
      throw JobFailure(
        "no-label-list", "\(whose) the label '\(OptionFailure.shown(String(decoding: twice, as: UTF8.self)))' twice")
    }
    return classes
  }

  /// Numbers by their size, other labels by their bytes.
  private static func sorted(_ labels: Set<[UInt8]>) -> [[UInt8]] {
    let numbers = labels.map { Int(String(decoding: $0, as: UTF8.self)) }
    if !numbers.contains(nil) {
      return zip(labels, numbers).sorted { ($0.1 ?? 0) < ($1.1 ?? 0) }.map(\.0)
    }
    return labels.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The labels of a list: a line each, a JSON array of names, or those that a model's `config.json` numbers.
  private static func names(_ text: [UInt8]) throws -> [[UInt8]] {
    if text.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      return try JSONDocument(text).root.elements.map { (label) throws in try label.unescaped() }
    }
    guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
      return text.split(separator: 0x0A).map { line in Array(line.last == 0x0D ? line.dropLast() : line) }
    }
    let root = try JSONDocument(text).root
    var numbered: [Int: [UInt8]] = [:]
    root["id2label"]?.forEachMember { key, value in
      if let number = (try? key.string()).flatMap({ Int($0) }) { numbered[number] = try? value.unescaped() }
    }
    if numbered.isEmpty {
      (root["label2id"] ?? root).forEachMember { key, value in
        if let number = value.int { numbered[number] = try? key.unescaped() }
      }
    }
    if numbered.isEmpty || numbered.keys.sorted() != Array(0..<numbered.count) {
      throw JobFailure("no-label-list", "no labels numbered from 0, as in id2label or label2id")
    }
    return (0..<numbered.count).map { numbered[$0] ?? [] }
  }

  /// The names of labels as a stream remembers them: a JSON object from number to name.
  static func description(_ names: [[UInt8]]) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for (number, name) in names.enumerated() {
      writer.key("\(number)")
      writer.string(name)
    }
    writer.endObject()
    return TokenStreamHeader.labelWords + String(decoding: writer.take(), as: UTF8.self)
  }
}

extension ClassOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<ClassOptions>] {
    [
      .value(
        "label-list", "FILE|auto|numbers", \.list,
        .name("a file, 'auto' or 'numbers'").completed(by: .wordsOrFile(["auto", "numbers"])),
        "Store the class of each text as a number, for a classification head: a file with the labels in order, auto to collect them from the records, or numbers if they are numbers already"
      ).defaulting(to: "the label's tokens are trained"),
      .value(
        "label-type", "class|several|score", \.type, .choice,
        "Labels are one class each, several classes each, or a score"
      ).defaulting(to: "class"),
    ]
  }
}

extension ClassOptions: NamesFiles {
  func name(to files: inout JobFiles) { if let list, list != "auto", list != "numbers" { files.reads(list) } }
}
