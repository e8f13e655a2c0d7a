import PrepContents
import PrepDeduplicating
import PrepDiagnostics
import PrepRecords

extension NearProof {
  /// Reads a line of a proof.
  ///
  /// - Throws: `wrong-proof` for what is none.
  init(_ record: Record) throws(Diagnostic) {
    func wrong(_ what: String) -> Diagnostic {
      Diagnostic("wrong-proof", "is not a line of a proof: \(what)", at: record.location(pointer: ""))
    }
    let root = record.root
    guard root.kind == .object else { throw wrong("no object") }
    func place(_ name: String) throws(Diagnostic) -> Place {
      guard let view = root[name], let file = Self.text(view["file"]), let line = view["line"]?.int, line > 0 else {
        throw wrong("\"\(name)\" has no file and line")
      }
      return Place(file: file, line: line, offset: view["offset"]?.int ?? 0)
    }
    func thousandths(_ name: String) throws(Diagnostic) -> Int {
      guard let value = root[name]?.double, value >= 0, value <= 1 else { throw wrong("\"\(name)\" is not a share") }
      return Int((value * 1000).rounded())
    }
    guard let rule = Self.text(root["rule"]).flatMap({ NearRule($0) }) else { throw wrong("\"rule\" is not a rule") }
    var scope = ContentScope.record
    if let by = root["by"] {
      guard let named = Self.text(by).flatMap({ ContentScope(rawValue: $0) }) else {
        throw wrong("\"by\" is not a scope")
      }
      scope = named
    }
    var fields: [String] = []
    root["fields"]?.forEachElement { if let field = Self.text($0) { fields.append(field) } }
    guard let bands = root["bands"]?.int else { throw wrong("\"bands\" is not a number") }
    dropped = try place("dropped")
    kept = try place("kept")
    self.rule = rule
    self.scope = scope
    self.fields = fields
    self.bands = bands
    (jaccard, containment) = (try thousandths("jaccard"), try thousandths("containment"))
    var respelt: [CoverIndex.Respelling] = []
    root["respelt"]?.forEachElement { pair in
      var words: [[UInt8]] = []
      pair.forEachElement { word in words.append((try? word.unescaped()) ?? []) }
      if words.count == 2 { respelt.append(CoverIndex.Respelling(word: words[0], meant: words[1])) }
    }
    self.respelt = respelt
  }

  private static func text(_ view: JSONView?) -> String? {
    guard let view, view.kind == .string, let text = try? view.unescaped() else { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}
