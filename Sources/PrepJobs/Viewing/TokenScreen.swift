import PrepDiagnostics
import PrepTokenizers
import PrepTokens

/// Shows rows on a terminal: under the line each document comes from its text, what is learnt in green, with another
/// weight than 1 in yellow behind the weight, and context dim. Where a column says which parts of turns tokens are, each
/// part has a color of its own, and what is learnt is bold. Control tokens are underlined. Without colours what is learnt
/// stands between signs.
struct TokenScreen {
  private let tokenizer: Tokenizer
  private let lines: SourceLines?
  private let usesColor: Bool
  private let columns: [TokenColumn]

  /// - Parameter columns: Those that the rows have.
  init(_ tokenizer: Tokenizer, _ lines: SourceLines?, columns: [TokenColumn], usesColor: Bool) {
    self.tokenizer = tokenizer
    self.lines = lines
    self.columns = columns
    self.usesColor = usesColor
  }

  /// What stands before all rows: which color is which part of a turn, where rows know their parts.
  var legend: [UInt8] { usesColor && columns.contains(.parts) ? Array((PartColors.legend + "\n\n").utf8) : [] }

  /// A row as it appears.
  func text(of row: TokenSequence) -> [UInt8] {
    var text: [UInt8] = []
    let parts = usesColor ? row.parts(columns) : nil
    add(row.tokens, row.loss, row.boundaries, row, row.rejected == nil ? "" : ", chosen", parts, &text)
    if let rejected = row.rejected {
      add(rejected.tokens, rejected.loss, rejected.boundaries, row, ", rejected", nil, &text)
    }
    return text
  }

  /// Which tokens of its document a part holds, counted from 1.
  private static func words(of part: DocumentPart, _ count: Int) -> String {
    let start = Int(part.start)
    return ", tokens \(Counted.grouped(start + 1)) to \(Counted.grouped(min(start + count, Int(part.length)))) of "
      + Counted.grouped(Int(part.length))
  }

  /// What a label says: of an answer whether it was liked, of a text of which nothing is learnt its class.
  private static func words(ofLabel label: UInt8, _ learnt: Int) -> String {
    learnt == 0 ? ", class \(label)" : label == 1 ? ", desirable" : ", undesirable"
  }

  private func add(
    _ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32], _ row: TokenSequence, _ side: String,
    _ parts: [TokenPart]?, _ text: inout [UInt8]
  ) {
    for (index, id) in row.documentIDs.enumerated() {
      let range = Int(boundaries[index])..<Int(boundaries[index + 1])
      let learnt = range.count { loss.weight(of: $0) != 0 }
      let place = lines?.place(of: id) ?? "record \(id + 1)"
      let liked = row.documentLabels.isEmpty ? "" : Self.words(ofLabel: row.documentLabels[index], learnt)
      let part = row.isWhole(segment: index) ? "" : Self.words(of: row.documentParts[index], range.count)
      let title = "\(place)\(side)\(liked)\(part)"
      text += Array(
        "\(usesColor ? "\u{1B}[1m\(title)\u{1B}[0m" : title)  \(Counted(range.count, "token")), \(Counted.grouped(learnt)) trained\n"
          .utf8)
      add(tokens, loss, range, parts, &text)
      text += Array((usesColor ? "\u{1B}[0m\n\n" : "\n\n").utf8)
    }
  }

  private func add(
    _ tokens: [UInt32], _ loss: TokenLoss, _ range: Range<Int>, _ parts: [TokenPart]?, _ text: inout [UInt8]
  ) {
    var decoder = tokenizer.makeStreamingDecoder()
    var weight: Float?
    var isControl = false
    var part: TokenPart?
    for place in range {
      let here = loss.weight(of: place)
      let control = tokenizer.isSpecial(tokens[place])
      if here != weight || control != isControl || parts?[place] != part {
        if usesColor {
          let color =
            parts.map { "\(here == 0 ? 2 : 1);\(PartColors.terminal($0[place]))" }
            ?? (here == 0 ? "2" : here == 1 ? "32" : "33")
          text += Array("\u{1B}[0;\(color)\(control ? ";4" : "")m".utf8)
        } else if here != weight {
          if let weight, weight != 0 { text += Array("»".utf8) }
          if here != 0 { text += Array("«".utf8) }
        }
        if here != weight, here != 0, here != 1 { text += Array("[\(here)]".utf8) }
        weight = here
        isControl = control
        part = parts?[place]
      }
      append(decoder.append(tokens[place]), &text)
    }
    append(decoder.finish(), &text)
    if !usesColor, let weight, weight != 0 { text += Array("»".utf8) }
  }

  /// Appends text without what a terminal would obey.
  private func append(_ string: String, _ text: inout [UInt8]) {
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x0A: text += Array("↵\n".utf8)
      case 0x09: text.append(0x09)
      case 0..<0x20: text += Array(String(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}").utf8)
      case 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: text += Array("\u{FFFD}".utf8)
      default: text += Array(String(scalar).utf8)
      }
    }
  }
}

extension TokenLoss {
  /// The weight of a token.
  func weight(of index: Int) -> Float {
    switch self {
    case .all: 1
    case .mask(let mask): Float(mask[index])
    case .weights(let weights): weights[index]
    }
  }
}
