/// Finds out which part of whose turn each stretch of a rendering is.
struct ChatSegmenter {
  /// A stretch of a rendering.
  struct Unit {
    var range: Range<Int>
    var origin: TextOrigin
    /// The message it belongs to; -1 for none.
    var message: Int32
    var isGeneration: Bool
    var control: UInt32?
    var part = RenderedChat.Part.preamble

    var isData: Bool { origin.kind != .template }

    /// The piece it becomes.
    func piece(end: Int) -> RenderedChat.Piece {
      RenderedChat.Piece(end: end, message: message, part: part, isData: isData, isGenerated: isGeneration, control: control)
    }
  }

  let controls: ControlTokenMatcher
  /// What the template prints to ask for an answer; empty when it prints nothing.
  let prompt: [UInt8]
  let output: TemplateOutput
  let messageCount: Int

  /// The stretches of the rendering, each with its part.
  ///
  /// - Parameter promptStart: Where the header of an answer that is still to come begins; the end when there is none.
  func units(promptStart: Int) -> [Unit] {
    var units = cut(at: promptStart)
    attribute(&units, promptStart)
    labelTurns(&units)
    for index in units.indices where units[index].message < 0 {
      units[index].part = units[index].range.lowerBound >= promptStart && promptStart < output.bytes.count ? .prompt : .preamble
    }
    return units
  }

  /// Runs, cut at control tokens and where the prompt begins.
  private func cut(at promptStart: Int) -> [Unit] {
    var units: [Unit] = []
    var start = 0
    for run in output.runs {
      var bounds = [start..<run.end]
      if start < promptStart, promptStart < run.end { bounds = [start..<promptStart, promptStart..<run.end] }
      for range in bounds {
        if run.origin.kind != .template {
          units.append(Unit(range: range, origin: run.origin, message: run.message, isGeneration: run.isGeneration))
          continue
        }
        controls.forEachPart(of: output.bytes[range]) { part, control in
          units.append(
            Unit(range: part, origin: run.origin, message: run.message, isGeneration: run.isGeneration, control: control))
        }
      }
      start = run.end
    }
    return units
  }

  /// Gives what was printed outside of loops over the messages to the message whose words stand in it.
  private func attribute(_ units: inout [Unit], _ promptStart: Int) {
    var index = 0
    while index < units.count {
      guard units[index].message < 0 else {
        index += 1
        continue
      }
      var end = index
      var owner: Int32 = -1
      while end < units.count, units[end].message < 0, (units[end].range.lowerBound < promptStart) == (units[index].range.lowerBound < promptStart) {
        if units[end].isData, units[end].origin.message >= 0 { owner = max(owner, units[end].origin.message) }
        end += 1
      }
      // Words behind the last turn belong to it.
      if owner < 0, end == units.count, index > 0, units[index].range.lowerBound < promptStart || promptStart >= output.bytes.count {
        owner = units[index - 1].message
      }
      for place in index..<end { units[place].message = owner }
      index = end
    }
  }

  /// A unit of one turn, and the place among all units that it comes from.
  private typealias TurnUnit = (place: Int, unit: Unit)

  /// Gives the units of every turn their parts, and cuts units where two parts meet in one.
  private func labelTurns(_ units: inout [Unit]) {
    var turns = [[TurnUnit]](repeating: [], count: messageCount)
    for (place, unit) in units.enumerated() where unit.message >= 0 { turns[Int(unit.message)].append((place, unit)) }
    var behind: [TurnUnit] = []
    for index in turns.indices where !turns[index].isEmpty {
      label(&turns[index], Int32(index))
      var last = -1
      for turn in turns[index] {
        if turn.place == last { behind.append(turn) } else { units[turn.place] = turn.unit }
        last = turn.place
      }
    }
    guard !behind.isEmpty else { return }
    // What was cut off goes behind what it was cut from, all in one pass.
    behind = behind.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    var result: [Unit] = []
    result.reserveCapacity(units.count + behind.count)
    var next = 0
    for (place, unit) in units.enumerated() {
      result.append(unit)
      while next < behind.count, behind[next].place == place {
        result.append(behind[next].unit)
        next += 1
      }
    }
    units = result
  }

  private func label(_ own: inout [TurnUnit], _ message: Int32) {
    let contentStart: Int
    if let marked = own.firstIndex(where: { $0.unit.isGeneration }) {
      contentStart = marked
    } else if let count = splitAfterPrompt(&own) {
      contentStart = count
    } else {
      contentStart = own.firstIndex { $0.unit.isData && $0.unit.origin.message == message } ?? own.firstIndex { $0.unit.isData } ?? own.count
    }
    for place in 0..<contentStart { own[place].unit.part = .header }
    let marked = own.lastIndex { $0.unit.isGeneration }
    let lastData = own.lastIndex { $0.unit.isData } ?? contentStart - 1
    let tail = max(lastData + 1, contentStart)
    let tailEnd = marked.map { max($0 + 1, tail) } ?? own.count
    let end = own[tail..<tailEnd].lastIndex { $0.unit.control != nil }
    for place in contentStart..<own.count {
      let part: RenderedChat.Part
      if place < tail {
        part = .content
      } else if let end {
        part = place < end ? .content : place == end ? .end : .after
      } else {
        part = .end
      }
      own[place].unit.part = part
    }
    if end == nil { splitBlankTail(&own, from: tail) }
  }

  /// Cuts the turn behind the words that ask for an answer, when it begins with them; returns how many of its units they are.
  private func splitAfterPrompt(_ own: inout [TurnUnit]) -> Int? {
    guard !prompt.isEmpty else { return nil }
    var position = 0
    for count in own.indices {
      if position == prompt.count { return count }
      let unit = own[count].unit
      guard !unit.isData else { return nil }
      let length = min(unit.range.count, prompt.count - position)
      let bytes = output.bytes[unit.range.lowerBound..<unit.range.lowerBound + length]
      guard bytes.elementsEqual(prompt[position..<position + length]) else { return nil }
      position += length
      if length < unit.range.count {
        guard unit.control == nil else { return nil }
        own[count].unit.range = unit.range.lowerBound..<unit.range.lowerBound + length
        var rest = own[count]
        rest.unit.range = unit.range.lowerBound + length..<unit.range.upperBound
        own.insert(rest, at: count + 1)
        return count + 1
      }
    }
    return position == prompt.count ? own.count : nil
  }

  /// Without a control token the words behind the content end the turn, and the white space behind them is what follows.
  private func splitBlankTail(_ own: inout [TurnUnit], from tail: Int) {
    guard tail < own.count, let last = own.indices.last else { return }
    let range = own[last].unit.range
    let end = TextSpaces.trimmedEnd(output.bytes[range])
    guard end < range.upperBound else { return }
    if end == range.lowerBound {
      own[last].unit.part = .after
      return
    }
    own[last].unit.range = range.lowerBound..<end
    var blank = own[last]
    blank.unit.range = end..<range.upperBound
    blank.unit.part = .after
    own.append(blank)
  }
}
