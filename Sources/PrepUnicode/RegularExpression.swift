import CICU

/// A compiled regular expression that means what the engine of its origin takes it to mean. Threads may share it.
///
/// SAFETY of `@unchecked Sendable`: ICU lets threads share a compiled pattern, and each matcher has a clone.
package final class RegularExpression: @unchecked Sendable {
  /// The expression as it was given.
  package let source: String
  package let dialect: ExpressionDialect
  private let compiled: OpaquePointer

  /// - Throws: with code `expression` when it is wrong or uses what cannot be translated exactly.
  package init(_ source: String, dialect: ExpressionDialect) throws(UnicodeFailure) {
    self.source = source
    self.dialect = dialect
    let units = Array(try ExpressionTranslator.translated(source, dialect: dialect).utf16)
    guard units.count < 1 << 24 else { throw UnicodeFailure(.expression, "the expression is too long") }
    var failure = prep_expression_failure()
    guard let compiled = prep_expression_open(units, Int32(units.count), &failure) else {
      let problem = failure.problem.map { String(cString: $0) } ?? "no memory"
      throw UnicodeFailure(.expression, "the expression cannot be used: \(problem)")
    }
    self.compiled = compiled
  }

  deinit { prep_expression_close(compiled) }

  /// Something that finds matches in one text after the other, for one thread.
  ///
  /// - Parameters:
  ///   - isWatched: Whether the caller looks at ``Matcher/failure`` behind each text; ``MatchFailures`` hears nothing then.
  ///   - limit: How many steps a match may take.
  package func makeMatcher(isWatched: Bool = false, limit: StepLimit = .untilHopeless) -> Matcher {
    Matcher(self, isWatched: isWatched, limit: limit)
  }

  /// How many steps a match may take before the search in a text ends: places that it may have to come back to, besides
  /// ten for each UTF-16 code unit of the text.
  package enum StepLimit: Int32, Sendable {
    /// 300 million, some seconds: for what has to be matched, as pieces of a text.
    case untilHopeless = 30_000
    /// 30 million, a third of a second: for what is asked of each record.
    case forRecords = 3_000
  }

  /// Finds the matches of an expression in a text that need not be valid UTF-8.
  ///
  /// A byte that begins no well-formed character is one of the code points that Unicode never assigns.
  package final class Matcher {
    private let expression: RegularExpression
    private let matcher: OpaquePointer
    private var units: UnsafeMutablePointer<UInt16>
    private var room: Int
    private var unitCount = 0
    private var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// A place in both encodings, which only moves on.
    private var byte = 0
    private var unit = 0
    /// Why the search in the text ended too early; nil when it did not.
    package private(set) var failure: UnicodeFailure?

    private let isWatched: Bool

    fileprivate init(_ expression: RegularExpression, isWatched: Bool, limit: StepLimit) {
      self.expression = expression
      self.isWatched = isWatched
      guard let matcher = prep_expression_clone(expression.compiled) else { preconditionFailure("out of memory") }
      self.matcher = matcher
      // In tens of thousands, as the limit is written.
      prep_expression_set_steps(matcher, limit.rawValue)
      room = 256
      units = .allocate(capacity: room)
    }

    deinit {
      prep_expression_close(matcher)
      units.deallocate()
    }

    /// Takes a text, which has to stay alive and unchanged, and goes to a place in it that is not inside a character.
    ///
    /// What stands before the place can still be looked back at.
    package func start(_ text: UnsafeBufferPointer<UInt8>, at position: Int = 0) {
      precondition(text.count < 1 << 31, "a text has at most 2 GiB")
      self.text = text
      failure = nil
      if text.count > room || room > 1 << 20 && text.count < room / 4 {
        units.deallocate()
        room = max(256, text.count)
        units = .allocate(capacity: room)
      }
      fill()
      byte = 0
      unit = 0
      guard prep_expression_set_text(matcher, units, Int32(unitCount)) else { preconditionFailure("out of memory") }
      if position > 0 {
        advance(toByte: position)
        guard prep_expression_seek(matcher, Int32(unit)) else { preconditionFailure("out of memory") }
      }
    }

    /// Forgets the text.
    package func finish() {
      text = UnsafeBufferPointer(start: nil, count: 0)
      _ = prep_expression_set_text(matcher, units, 0)
    }

    /// The next match, as a range of bytes; it may be empty. Matches do not overlap.
    ///
    /// - Returns: nil at the end of the text, and where a match took too much: ``failure`` says so then.
    package func next() -> Range<Int>? {
      guard failure == nil else { return nil }
      var start: Int32 = 0
      var end: Int32 = 0
      let found = prep_expression_next(matcher, &start, &end)
      guard found == 1 else {
        if found < 0 { fail(found == -1 ? "more memory" : "more steps") }
        return nil
      }
      advance(toUnit: Int(start))
      let lower = byte
      advance(toUnit: Int(end))
      return lower..<byte
    }

    private func fail(_ lack: String) {
      let pattern = expression.source.count > 80 ? expression.source.prefix(80) + "…" : expression.source[...]
      let failure = UnicodeFailure(
        .limit,
        "the expression \(pattern) takes \(lack) than it is given, in a text of \(text.count) bytes, after byte \(byte)"
      )
      self.failure = failure
      if !isWatched { MatchFailures.happened(failure) }
    }

    private func advance(toUnit target: Int) {
      while unit < target { step() }
    }

    private func advance(toByte target: Int) {
      while byte < target { step() }
    }

    @inline(__always)
    private func step() {
      guard case .whole(let width) = UTF8Character.width(text, byte) else {
        byte += 1
        unit += 1
        return
      }
      byte += width
      unit += width == 4 ? 2 : 1
    }

    /// Writes the text as UTF-16; never more units than bytes.
    private func fill() {
      var position = 0
      var count = 0
      while position < text.count {
        guard case .whole(let width) = UTF8Character.width(text, position) else {
          units[count] = 0xFDD0
          count += 1
          position += 1
          continue
        }
        let point = UTF8Character.point(text, position, width: width)
        if point < 0x10000 {
          units[count] = UInt16(truncatingIfNeeded: point)
          count += 1
        } else {
          units[count] = UInt16(truncatingIfNeeded: 0xD7C0 + point >> 10)
          units[count + 1] = UInt16(truncatingIfNeeded: 0xDC00 + point & 0x3FF)
          count += 2
        }
        position += width
      }
      unitCount = count
    }
  }
}
