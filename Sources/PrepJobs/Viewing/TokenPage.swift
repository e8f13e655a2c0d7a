import PrepBytes
import PrepDiagnostics
import PrepTokenizers
import PrepTokens

/// Writes rows as a page for a browser that needs nothing else: what is learnt in green, context in grey, every token
/// with its id and weight. Where a column says which parts of turns tokens are, each part has a background of its own.
final class TokenPage {
  private let sink: any ByteSink
  private let lines: SourceLines?
  private var text: [UInt8] = []
  /// The columns of the rows at hand.
  private var columns: [TokenColumn] = []

  /// - Parameter lines: Where the documents come from, when that is asked for.
  init(_ sink: any ByteSink, _ lines: SourceLines?) throws {
    self.sink = sink
    self.lines = lines
    text += Array(
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>prep view</title><style>
      body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:60em;color:#222;background:#fff}
      h1{font-size:1.1em;margin:.8em 0 0}
      h2{font-size:1em;margin:1em 0 .3em;color:#555}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.6 ui-monospace,monospace;border:1px solid #ddd;padding:.7em;margin:0}
      pre span{border-left:1px solid #ddd}
      section{border-top:3px double #bbb;margin-top:2em;content-visibility:auto;contain-intrinsic-size:auto 20em}
      nav{position:sticky;top:0;background:#fff;padding:.4em 0;border-bottom:1px solid #ddd}
      .t{background:#c9f2cf}.p{background:#eef8c8}.m{color:#888}.e{outline:1px solid #5a5}
      </style></head><body>
      <p><span class="t">trained</span> <span class="p">trained with another weight than 1</span> <span class="m">context</span>
      <span class="e">control token</span> | a line on the left begins a token, a box is a document, a double line begins a row</p>

      """.utf8)
    try flush()
  }

  /// Says what the rows of an input are made with.
  func begin(_ header: TokenStreamHeader, _ tokenizer: Tokenizer) throws {
    text += Array("<p>Tokenizer ".utf8)
    escape(header.tokenizer.isEmpty ? tokenizer.name : header.tokenizer)
    if !header.maskPolicy.isEmpty {
      text += Array(", mask ".utf8)
      escape(header.maskPolicy)
    }
    if header.packedLength > 0 { text += Array(", rows of \(Counted.grouped(header.packedLength)) tokens".utf8) }
    text += Array("</p>\n".utf8)
    columns = header.columns
    if columns.contains(.parts) { addLegend() }
    try flush()
  }

  /// Says which color is which part of a turn.
  private func addLegend() {
    let rules = PartColors.shown.map { ".\(PartColors.style($0)){background:\(PartColors.page($0))}" }.joined()
    text += Array("<style>\(rules).t.x{font-weight:600}.m.x{opacity:.75}</style>\n<p>".utf8)
    for part in PartColors.shown {
      text += Array("<span class=\"\(PartColors.style(part))\">\(part.words)</span> ".utf8)
    }
    text += Array("<span class=\"t x\">trained</span> <span class=\"m x\">context</span></p>\n".utf8)
  }

  /// Adds a row.
  ///
  /// - Parameter number: Its number in the input, counted from 1.
  func add(_ row: TokenSequence, number: Int, _ tokenizer: Tokenizer) throws {
    text += Array("<section id=\"row\(number)\"><h1>row \(Counted.grouped(number))</h1>\n".utf8)
    add(
      row.tokens, row.loss, row.boundaries, row, row.rejected == nil ? "" : " chosen", row.parts(columns), tokenizer)
    if let rejected = row.rejected {
      add(rejected.tokens, rejected.loss, rejected.boundaries, row, " rejected", nil, tokenizer)
    }
    text += Array("</section>\n".utf8)
    try flush()
  }

  /// Ends the page, with a few lines of script that show fifty rows at a time; without scripts all are shown.
  func finish() throws {
    text += Array(
      """
      <script>
      const rows = [...document.querySelectorAll("section")], size = 50, pages = Math.ceil(rows.length / size);
      if (pages > 1) {
        const bar = document.createElement("nav");
        bar.innerHTML = '<button>Back</button> page <input type="number" min="1" style="width:6em"> of ' + pages + ' <button>Next</button>';
        const [back, next] = bar.querySelectorAll("button"), field = bar.querySelector("input");
        const show = page => {
          field.value = page = Math.min(Math.max(page || 1, 1), pages);
          rows.forEach((row, index) => row.hidden = Math.floor(index / size) + 1 !== page);
          scrollTo(0, 0);
        };
        back.onclick = () => show(+field.value - 1);
        next.onclick = () => show(+field.value + 1);
        field.onchange = () => show(+field.value);
        document.body.prepend(bar);
        show(1);
      }
      </script></body></html>

      """.utf8)
    try flush()
    try sink.finish()
  }

  private func add(
    _ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32], _ row: TokenSequence, _ side: String,
    _ parts: [TokenPart]?, _ tokenizer: Tokenizer
  ) {
    for (index, id) in row.documentIDs.enumerated() {
      let range = Int(boundaries[index])..<Int(boundaries[index + 1])
      let trained = range.count { loss.weight(of: $0) != 0 }
      text += Array("<h2>".utf8)
      escape(lines?.place(of: id) ?? "record \(id + 1)")
      text += Array("\(side): \(Counted(range.count, "token")), \(Counted.grouped(trained)) trained</h2>\n<pre>".utf8)
      var decoder = tokenizer.makeStreamingDecoder()
      for place in range {
        let weight = loss.weight(of: place)
        let kind = weight == 0 ? "m" : weight == 1 ? "t" : "p"
        let mark = tokenizer.isSpecial(tokens[place]) ? " e" : ""
        let style = parts.map { " x \(PartColors.style($0[place]))" } ?? ""
        let words = parts.map { ", \($0[place].words)" } ?? ""
        text += Array(
          "<span class=\"\(kind)\(mark)\(style)\" title=\"id \(tokens[place]), weight \(weight)\(words)\">".utf8)
        escape(decoder.append(tokens[place]))
        text += Array("</span>".utf8)
      }
      escape(decoder.finish())
      text += Array("</pre>\n".utf8)
    }
  }

  private func escape(_ string: String) {
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "&"): text += Array("&amp;".utf8)
      case UInt8(ascii: "<"): text += Array("&lt;".utf8)
      case UInt8(ascii: ">"): text += Array("&gt;".utf8)
      case UInt8(ascii: "\""): text += Array("&quot;".utf8)
      case 0x0A: text += Array("↵\n".utf8)
      case 0x09: text.append(byte)
      case 0..<0x20, 0x7F: text += Array("\u{FFFD}".utf8)
      default: text.append(byte)
      }
    }
  }

  private func flush() throws {
    try sink.write(text)
    text.removeAll(keepingCapacity: true)
  }
}
