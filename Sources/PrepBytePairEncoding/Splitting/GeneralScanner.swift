import PrepUnicode
import Synchronization

/// Runs any other pattern through ICU's regular expressions. It belongs to one thread.
final class GeneralScanner {
  /// Expressions that were compiled, which takes milliseconds: a chain that only grows at its end, without a lock. A
  /// program uses few; what comes after so many is compiled for each who asks.
  private static let compiled = AtomicLazyReference<Compiled>()
  private static let mostCompiled = 64

  private final class Compiled: Sendable {
    let key: SplitScheme
    let expression: RegularExpression
    let next = AtomicLazyReference<Compiled>()

    init(_ key: SplitScheme, _ expression: RegularExpression) {
      self.key = key
      self.expression = expression
    }
  }

  private let matcher: RegularExpression.Matcher
  private var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Where the last piece ended, and the end of a match that begins there; nil when none is known.
  private var position = 0
  private var pending: Int?
  /// Why the pieces of a text were not those of the pattern: a match took too much. Nil when they were.
  private var failure: UnicodeFailure?

  /// - Precondition: ``check(_:dialect:)`` did not throw.
  init(_ source: String, dialect: SplitPattern.Dialect) {
    guard let expression = try? Self.expression(source, dialect) else {
      preconditionFailure("patterns are checked before they are used")
    }
    matcher = expression.makeMatcher()
  }

  /// Throws what is wrong with an expression.
  static func check(_ source: String, dialect: SplitPattern.Dialect) throws(SplitPatternFailure) {
    do { _ = try expression(source, dialect) } catch {
      throw SplitPatternFailure(source: source, message: error.description)
    }
  }

  static func expression(_ source: String, _ dialect: SplitPattern.Dialect) throws(UnicodeFailure) -> RegularExpression
  {
    let key = SplitScheme.general(source, dialect)
    var count = 0
    var last: Compiled?
    var link = compiled.load()
    while let known = link {
      if known.key == key { return known.expression }
      count += 1
      last = known
      link = known.next.load()
    }
    let made = try RegularExpression(source, dialect: dialect == .fancyRegex ? .fancyRegex : .oniguruma)
    let own = Compiled(key, made)
    while count < mostCompiled {
      let added = last?.next.storeIfNil(own) ?? compiled.storeIfNil(own)
      if added.key == key { return added.expression }
      count += 1
      last = added
    }
    return made
  }

  /// As `TextSplitter.fill`. A call that goes on where the one before ended in the same text costs only the pieces it
  /// gives.
  func fill(_ text: UnsafeBufferPointer<UInt8>, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>) -> Int {
    let goesOn =
      from > 0 && from == position && text.baseAddress == self.text.baseAddress && text.count == self.text.count
    if !goesOn {
      self.text = text
      position = from
      pending = nil
      matcher.start(text, at: from)
    }
    var written = 0
    while written < ends.count, position < text.count {
      position = nextEnd()
      ends[written] = UInt32(truncatingIfNeeded: position)
      written += 1
    }
    if position == text.count {
      matcher.finish()
      self.text = UnsafeBufferPointer(start: nil, count: 0)
    }
    return written
  }

  /// The failure since the last call.
  func takeFailure() -> UnicodeFailure? {
    defer { failure = nil }
    return failure
  }

  /// The end of the piece at ``position``: of a match, or of what lies before the next one. An empty match cuts.
  private func nextEnd() -> Int {
    if let end = pending {
      pending = nil
      if end > position { return end }
    }
    while let match = matcher.next() {
      if match.lowerBound > position {
        pending = match.upperBound
        return match.lowerBound
      }
      if match.upperBound > position { return match.upperBound }
    }
    if let found = matcher.failure { failure = found }
    return text.count
  }
}
