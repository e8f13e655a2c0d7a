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
    for message in 0..<Int32(messageCount) { label(&units, message) }
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

  private func label(_ units: inout [Unit], _ message: Int32) {
    var own = units.indices.filter { units[$0].message == message }
    guard !own.isEmpty else { return }
    let contentStart: Int
    if let marked = own.firstIndex(where: { units[$0].isGeneration }) {
      contentStart = marked
    } else if let split = splitAfterPrompt(&units, own) {
      if split.isInserted { own = units.indices.filter { units[$0].message == message } }
      contentStart = split.count
    } else {
      contentStart = own.firstIndex { units[$0].isData && units[$0].origin.message == message }
        ?? own.firstIndex { units[$0].isData } ?? own.count
    }
    for place in own[..<contentStart] { units[place].part = .header }
    let marked = own.lastIndex { units[$0].isGeneration }
    let lastData = own.lastIndex { units[$0].isData } ?? contentStart - 1
    let tail = max(lastData + 1, contentStart)
    let tailEnd = marked.map { max($0 + 1, tail) } ?? own.count
    let end = own[tail..<tailEnd].lastIndex { units[$0].control != nil }
    for place in contentStart..<own.count {
      let part: RenderedChat.Part
      if place < tail {
        part = .content
      } else if let end {
        part = place < end ? .content : place == end ? .end : .after
      } else {
        part = .end
      }
      units[own[place]].part = part
    }
    if end == nil { splitBlankTail(&units, own, from: tail) }
  }

  /// Cuts the turn behind the words that ask for an answer, when it begins with them; returns how many of its units they are.
  private func splitAfterPrompt(_ units: inout [Unit], _ own: [Int]) -> (count: Int, isInserted: Bool)? {
    guard !prompt.isEmpty else { return nil }
    var position = 0
    for (count, index) in own.enumerated() {
      if position == prompt.count { return (count, false) }
      let unit = units[index]
      guard !unit.isData else { return nil }
      let length = min(unit.range.count, prompt.count - position)
      let bytes = output.bytes[unit.range.lowerBound..<unit.range.lowerBound + length]
      guard bytes.elementsEqual(prompt[position..<position + length]) else { return nil }
      position += length
      if length < unit.range.count {
        guard unit.control == nil else { return nil }
        var rest = unit
        rest.range = unit.range.lowerBound + length..<unit.range.upperBound
        units[index].range = unit.range.lowerBound..<unit.range.lowerBound + length
        units.insert(rest, at: index + 1)
        return (count + 1, true)
      }
    }
    return position == prompt.count ? (own.count, false) : nil
  }

  /// Without a control token the words behind the content end the turn, and the white space behind them is what follows.
  private func splitBlankTail(_ units: inout [Unit], _ own: [Int], from tail: Int) {
    guard tail < own.count, let last = own.last else { return }
    let range = units[last].range
    let end = TextSpaces.trimmedEnd(output.bytes[range])
    guard end < range.upperBound else { return }
    if end == range.lowerBound {
      units[last].part = .after
      return
    }
    var blank = units[last]
    blank.range = end..<range.upperBound
    blank.part = .after
    units[last].range = range.lowerBound..<end
    units.insert(blank, at: last + 1)
  }
}
