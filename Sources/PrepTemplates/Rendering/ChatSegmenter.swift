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
      RenderedChat.Piece(
        end: end, message: message, part: part, isData: isData, isGenerated: isGeneration, control: control)
    }
  }

  let controls: ControlTokenMatcher
  let shape: TurnShape
  let output: TemplateOutput
  /// By message, whether it is what an assistant says.
  let answers: [Bool]
  /// By message, whether it is what a tool gave.
  let results: [Bool]

  /// The stretches of the rendering, each with its part.
  ///
  /// - Parameter promptStart: Where the header of an answer that is still to come begins; the end when there is none.
  func units(promptStart: Int) -> [Unit] {
    var units = attributed(cut(at: promptStart), promptStart)
    takeHeaders(&units)
    labelTurns(&units)
    markStarts(&units)
    return units
  }

  func bytes(_ unit: Unit) -> ArraySlice<UInt8> { output.bytes[unit.range] }

  func isBlank(_ unit: Unit) -> Bool { TextSpaces.trimmedStart(bytes(unit)) == unit.range.upperBound }

  func isAnswer(_ message: Int32) -> Bool { message >= 0 && answers[Int(message)] }

  /// Runs, cut at control tokens and where the prompt begins, with the messages they come from or were printed for.
  func cut(at promptStart: Int) -> [Unit] {
    var units: [Unit] = []
    var start = 0
    for run in output.runs {
      var bounds = [start..<run.end]
      if start < promptStart, promptStart < run.end { bounds = [start..<promptStart, promptStart..<run.end] }
      for range in bounds {
        if run.origin.kind != .template {
          units.append(Unit(range: range, origin: run.origin, message: owner(of: run), isGeneration: run.isGeneration))
          continue
        }
        controls.forEachPart(of: output.bytes[range]) { part, control in
          units.append(
            Unit(
              range: part, origin: run.origin, message: run.message, isGeneration: run.isGeneration, control: control))
        }
      }
      start = run.end
    }
    return units
  }

  /// The message that data belong to: the one they come from, but for what an assistant called that stands in the words
  /// of another. Documents and tools come from none: in the words of an assistant they are of what it answers.
  private func owner(of run: TemplateOutput.Run) -> Int32 {
    let origin = run.origin
    guard origin.message >= 0 else {
      guard isAnswer(run.message) else { return run.message }
      return answers[..<Int(run.message)].lastIndex(of: false).map(Int32.init) ?? -1
    }
    guard isAnswer(origin.message), origin.field != .content, origin.field != .reasoning, origin.place >= 0,
      !isAnswer(origin.place)
    else {
      return origin.message
    }
    return origin.place
  }

  // MARK: Words that were printed for no message

  /// Gives words that were printed for no message to those that stand around them.
  func attributed(_ units: [Unit], _ promptStart: Int) -> [Unit] {
    guard units.contains(where: { $0.message < 0 }) else { return units }
    var result: [Unit] = []
    result.reserveCapacity(units.count)
    var index = 0
    while index < units.count {
      guard units[index].message < 0 else {
        result.append(units[index])
        index += 1
        continue
      }
      let isPrompt = units[index].range.lowerBound >= promptStart && promptStart < output.bytes.count
      var end = index
      while end < units.count, units[end].message < 0,
        (units[end].range.lowerBound >= promptStart && promptStart < output.bytes.count) == isPrompt
      {
        end += 1
      }
      var block = Array(units[index..<end])
      let before = result.last?.message ?? -1
      let after = end < units.count ? units[end].message : -1
      if isPrompt {
        for place in block.indices { block[place].part = .prompt }
      } else if before >= 0, after < 0 {
        if isBehindAll(block) || isEnded(result) && !isEndOfText(block) && !endsAnswer(block, result) {
          for place in block.indices { block[place].part = .prompt }
        } else {
          for place in block.indices { block[place].message = before }
        }
      } else if before < 0, after >= 0, units[end].isData {
        // Words right before what a message says are its header, though no loop printed them.
        for place in block.indices { block[place].message = after }
      } else if before >= 0 {
        let split = before == after ? block.count : splitPlace(&block, before: after)
        for place in block.indices { block[place].message = place < split ? before : after }
      }
      result += block
      index = end
    }
    return result
  }

  /// Whether the turn that stands last has words behind what it says.
  private func isEnded(_ units: [Unit]) -> Bool {
    guard let message = units.last?.message else { return false }
    for unit in units.reversed() {
      if unit.message != message || unit.isData { return false }
      if unit.control != nil || !isBlank(unit) { return true }
    }
    return false
  }

  /// Whether words behind the last message are the control token that ends plain answers, which this one has not had.
  private func endsAnswer(_ block: [Unit], _ units: [Unit]) -> Bool {
    guard let end = shape.endControl, let message = units.last?.message, isAnswer(message),
      block.first(where: { $0.control != nil || !isBlank($0) })?.control == end
    else { return false }
    for unit in units.reversed() {
      if unit.message != message || unit.isData { return true }
      if unit.control == end { return false }
    }
    return true
  }

  private func isBehindAll(_ block: [Unit]) -> Bool {
    guard !shape.behindAll.isEmpty, let first = block.first, let last = block.last else { return false }
    return output.bytes[first.range.lowerBound..<last.range.upperBound].elementsEqual(shape.behindAll)
  }

  private func isEndOfText(_ block: [Unit]) -> Bool {
    guard !shape.endOfText.isEmpty, let first = block.first, let last = block.last else { return false }
    let text = output.bytes[first.range.lowerBound..<last.range.upperBound]
    let start = TextSpaces.trimmedStart(text)
    return text[start..<max(start, TextSpaces.trimmedEnd(text))].elementsEqual(shape.endOfText)
  }

  /// Where words between two turns are cut: before the header of an answer, or behind the control token that ends the
  /// first.
  private func splitPlace(_ block: inout [Unit], before next: Int32) -> Int {
    guard let first = block.first, let last = block.last else { return 0 }
    let words = Array(output.bytes[first.range.lowerBound..<last.range.upperBound])
    if isAnswer(next), !shape.prompt.isEmpty, let place = Self.lastPlace(shape.prompt, words) {
      let offset = first.range.lowerBound + place
      for index in block.indices {
        if block[index].range.lowerBound >= offset { return index }
        if block[index].range.contains(offset), block[index].control == nil {
          var rest = block[index]
          rest.range = offset..<rest.range.upperBound
          block[index].range = block[index].range.lowerBound..<offset
          block.insert(rest, at: index + 1)
          return index + 1
        }
      }
    }
    guard let control = block.firstIndex(where: { $0.control != nil }) else { return 0 }
    let behind = control + 1
    return behind < block.count && block[behind].control == nil && isBlank(block[behind]) ? behind + 1 : behind
  }

  private static func lastPlace(_ wanted: [UInt8], _ text: [UInt8]) -> Int? {
    ByteSearch.first(wanted.reversed(), in: text.reversed()[...]).map { text.count - $0 - wanted.count }
  }

  /// Gives the words that ask for an answer to it where the template prints them at the end of the turn before.
  private func takeHeaders(_ units: inout [Unit]) {
    guard !shape.prompt.isEmpty else { return }
    for index in units.indices.dropFirst() {
      let message = units[index].message
      guard isAnswer(message), units[index - 1].message != message, units[index - 1].message >= 0,
        !isAnswer(units[index - 1].message)
      else {
        continue
      }
      var start = index
      var end = shape.prompt.count
      while start > 0, end > 0, !units[start - 1].isData, units[start - 1].message == units[index - 1].message {
        let text = bytes(units[start - 1])
        guard text.count <= end, text.elementsEqual(shape.prompt[end - text.count..<end]) else { break }
        end -= text.count
        start -= 1
      }
      guard end == 0 else { continue }
      for place in start..<index {
        units[place].message = message
        units[place].origin.message = message
      }
    }
  }

  // MARK: Turns

  /// A unit of one turn, and the place among all units that it comes from.
  typealias TurnUnit = (place: Int, unit: Unit)

  /// Gives the units of every turn their parts, and cuts units where two parts meet in one.
  private func labelTurns(_ units: inout [Unit]) {
    var turns = [[TurnUnit]](repeating: [], count: answers.count)
    for (place, unit) in units.enumerated() where unit.message >= 0 { turns[Int(unit.message)].append((place, unit)) }
    var behind: [TurnUnit] = []
    for index in turns.indices where !turns[index].isEmpty {
      var labeller = TurnLabeller(segmenter: self, own: turns[index], isAnswer: answers[index])
      labeller.label()
      var last = -1
      for turn in labeller.own {
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

  /// Where answers have no end of their own, what stands before the next turn ends them: their end, printed late, or
  /// what begins that turn.
  private func markStarts(_ units: inout [Unit]) {
    guard !shape.hasEnd || shape.lateEnd != nil else { return }
    for index in units.indices.dropFirst() {
      let before = units[index - 1]
      guard let control = units[index].control, isAnswer(before.message), before.message != units[index].message else {
        continue
      }
      if control == shape.lateEnd, before.control != control {
        units[index].part = .end
      } else if !shape.hasEnd, shape.lateEnd == nil, before.part != .end, before.part != .after,
        before.part != .nextStart
      {
        units[index].part = .nextStart
      } else {
        continue
      }
      units[index].message = before.message
    }
  }
}
