import PrepDiagnostics
import PrepRecords

/// A row of tokens as others write it too: ids with a mask, weights or labels, and what says where documents begin.
///
/// - `loss_mask`, or `completion_mask` and `assistant_masks` (both have to say so), each 0 or 1 a token; `loss_weight`, a
///   weight a token; `labels`, the ids themselves or -100.
/// - `cu_seqlens` (boundaries), `seq_lengths` (lengths, as TRL packs), `seq_start_id` (starts, as Megatron Bridge packs;
///   its mask then belongs to the token behind), `position_ids` that begin again at 0.
/// - `attention_mask`: 0 for padding at either end.
struct TokenRow {
  /// Why a row is no sequence.
  struct Fault: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  let tokens: [UInt32]
  let loss: TokenLoss
  let boundaries: [Int32]

  /// The row of an object whose members have a prefix: `chosen_` and `rejected_` in pairs.
  ///
  /// - Parameter columns: Columns besides, whose names mean nothing else.
  init(_ root: JSONView, prefix: String, besides columns: [TokenColumn] = []) throws(Fault) {
    func member(_ name: String) -> JSONView? {
      if columns.contains(where: { $0.name == prefix + name }) { return nil }
      return root[prefix + name].flatMap { $0.isNull ? nil : $0 }
    }
    guard let ids = member("input_ids") else { throw Fault("there are no \"\(prefix)input_ids\"") }
    guard let tokens = Self.integers(ids, as: UInt32.self) else {
      throw Fault("\"\(prefix)input_ids\" are no list of token ids")
    }
    self.tokens = tokens
    func list<Value>(_ name: String, _ read: (JSONView) -> [Value]?) throws(Fault) -> [Value]? {
      guard let view = member(name) else { return nil }
      guard let values = read(view) else { throw Fault("\"\(prefix)\(name)\" is not a list of such numbers") }
      return values
    }
    func perToken<Value>(_ name: String, _ read: (JSONView) -> [Value]?) throws(Fault) -> [Value]? {
      guard let values = try list(name, read) else { return nil }
      guard values.count == tokens.count else {
        throw Fault("\"\(prefix)\(name)\" has \(Counted(values.count, "number")) for \(Counted(tokens.count, "token"))")
      }
      return values
    }
    let attended = try perToken("attention_mask", Self.mask)
    boundaries = try Self.boundaries(
      count: tokens.count, attended: attended, known: try list("cu_seqlens") { Self.integers($0, as: Int32.self) },
      starts: try list("seq_start_id") { Self.integers($0, as: Int32.self) },
      lengths: try list("seq_lengths") { Self.integers($0, as: Int32.self) },
      positions: try perToken("position_ids") { Self.integers($0, as: Int32.self) })
    var masks: [[UInt8]] = []
    if var mask = try perToken("loss_mask", Self.mask) {
      if member("seq_start_id") != nil, member("cu_seqlens") == nil { Self.unroll(&mask, boundaries) }
      masks.append(mask)
    }
    for name in ["completion_mask", "assistant_masks"] {
      if let mask = try perToken(name, Self.mask) { masks.append(mask) }
    }
    let weights = try perToken("loss_weight", Self.weights)
    if !masks.isEmpty, weights != nil {
      throw Fault("there is a mask, and there are weights: one of them says what is trained")
    }
    let labels = try perToken("labels") { Self.integers($0, as: Int64.self) }
    if let labels {
      let mask = try Self.mask(of: labels, tokens)
      if masks.isEmpty, weights == nil { masks.append(mask) }
    }
    if let weights {
      loss = .weights(weights)
    } else if let first = masks.first {
      loss = .mask(masks.dropFirst().reduce(first) { zip($0, $1).map { $0 & $1 } })
    } else {
      loss = .all
    }
  }

  // MARK: Documents

  private static func boundaries(
    count: Int, attended: [UInt8]?, known: [Int32]?, starts: [Int32]?, lengths: [Int32]?, positions: [Int32]?
  ) throws(Fault) -> [Int32] {
    if let known { return known }
    var content = 0..<count
    if let attended {
      let first = attended.firstIndex(of: 1) ?? count
      let last = attended.lastIndex(of: 1).map { $0 + 1 } ?? first
      if attended[first..<last].contains(0) {
        throw Fault("\"attention_mask\" has a 0 between tokens; only padding at an end is known")
      }
      content = first..<last
    }
    let (start, end) = (Int32(clamping: content.lowerBound), Int32(clamping: content.upperBound))
    if let starts {
      guard starts.first == 0, start == 0 else { throw Fault("\"seq_start_id\" does not begin with 0") }
      return starts + [end]
    }
    if let lengths {
      var bounds = [start]
      for length in lengths {
        let (sum, overflow) = (bounds.last ?? start).addingReportingOverflow(length)
        guard length >= 0, !overflow, sum <= end else { throw Fault("\"seq_lengths\" go beyond the tokens") }
        bounds.append(sum)
      }
      guard bounds.last == end else { throw Fault("\"seq_lengths\" do not add up to the number of tokens") }
      return bounds
    }
    guard let positions, count > 0 else { return [start, end] }
    // Positions that count up from 0 again and again say where documents begin; others say nothing of it.
    var bounds: [Int32] = []
    for index in content {
      if positions[index] == 0 {
        bounds.append(Int32(clamping: index))
      } else if index == content.lowerBound || positions[index] != positions[index - 1] + 1 {
        return [start, end]
      }
    }
    return bounds.isEmpty ? [start, end] : bounds + [end]
  }

  /// Gives each token the entry of the one before it, within its document: there it stood for the token that is to be
  /// foretold.
  private static func unroll(_ mask: inout [UInt8], _ boundaries: [Int32]) {
    let rolled = mask
    for index in mask.indices { mask[index] = index == 0 ? 0 : rolled[index - 1] }
    for start in boundaries where mask.indices.contains(Int(start)) { mask[Int(start)] = 0 }
  }

  // MARK: Numbers

  /// What labels say is learnt: where they are the token itself.
  private static func mask(of labels: [Int64], _ tokens: [UInt32]) throws(Fault) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: labels.count)
    for index in labels.indices where labels[index] != -100 {
      guard labels[index] == Int64(tokens[index]) else {
        throw Fault(
          "label \(index + 1) is \(labels[index]) and its token \(tokens[index]): a label is the token itself, or -100")
      }
      mask[index] = 1
    }
    return mask
  }

  /// Zeros and ones, also as booleans and with a point.
  private static func mask(_ view: JSONView) -> [UInt8]? {
    guard view.kind == .array else { return nil }
    var values: [UInt8] = []
    for element in view.elements {
      if let number = element.int, number == 0 || number == 1 {
        values.append(UInt8(number))
      } else if let flag = element.bool {
        values.append(flag ? 1 : 0)
      } else if let number = element.double, number == 0 || number == 1 {
        values.append(UInt8(number))
      } else {
        return nil
      }
    }
    return values
  }

  private static func weights(_ view: JSONView) -> [Float]? {
    guard view.kind == .array else { return nil }
    var values: [Float] = []
    for element in view.elements {
      guard let value = element.double else { return nil }
      values.append(Float(value))
    }
    return values
  }

  static func integers<Value: FixedWidthInteger>(_ view: JSONView, as type: Value.Type) -> [Value]? {
    guard view.kind == .array else { return nil }
    var values: [Value] = []
    for element in view.elements {
      guard let value = element.withUnsafeBytes({ Value(String(decoding: $0, as: UTF8.self)) }) else { return nil }
      values.append(value)
    }
    return values
  }
}
