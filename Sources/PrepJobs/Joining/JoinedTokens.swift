import PrepDiagnostics
import PrepTokens

/// The sequences of token streams and shard sets one behind the other, with the documents of each kept apart.
final class JoinedTokens: TokenSequenceSource {
  /// One of the inputs.
  struct Member {
    let input: JobInput
    let header: TokenStreamHeader
    /// Open already, where it can be read but once.
    fileprivate var source: (any TokenSequenceSource)?
    /// The number of the first document it may have; nil until it is read.
    fileprivate(set) var firstDocument: UInt64?
    /// How many sequences it had.
    fileprivate(set) var rows = 0
  }

  let header: TokenStreamHeader
  /// The inputs, in order.
  private(set) var members: [Member] = []
  private var position = 0
  /// The number of the input that the last sequence was from, and how many that has given so far.
  var inputNumber: Int { max(0, position - 1) }
  /// How that input is called.
  var currentName: String { members[inputNumber].input.name }
  var rowsOfInput: Int { position > 0 ? members[position - 1].rows : 0 }
  private var source: (any TokenSequenceSource)?
  private var numbers = DocumentNumbers()
  private let keepsNumbers: Bool

  /// Looks at what all inputs say of themselves.
  ///
  /// - Parameter keepsNumbers: Whether documents keep the numbers they have in their inputs.
  /// - Throws: A `Diagnostic` where two of them cannot be one: `other-tokenizer`, `other-columns`, `other-packing`;
  ///   `IOFailure` for what cannot be read or is damaged.
  init(_ inputs: [JobInput], keepsNumbers: Bool = false) throws {
    var joined: TokenStreamHeader?
    for input in inputs {
      let source = try TokenSources.open(input)
      let header = source.header
      if var whole = joined {
        do throws(StreamDifference) { try whole.join(header) } catch {
          throw Diagnostic(error.code, error.message, at: SourceLocation(file: input.name))
        }
        joined = whole
      } else {
        joined = header
      }
      let canBeOpenedAgain = input.isRegularFile || input.isDirectory
      members.append(Member(input: input, header: header, source: canBeOpenedAgain ? nil : source))
    }
    guard var header = joined else { throw JobFailure("no-input", "there is nothing to join") }
    header.part = nil
    self.header = header
    self.keepsNumbers = keepsNumbers
  }

  func next() throws -> TokenSequence? {
    while true {
      if let source, var sequence = try source.next() {
        members[position - 1].rows += 1
        sequence.sayLoss(as: header.loss)
        guard !keepsNumbers else { return sequence }
        do throws(DocumentNumberFault) { try numbers.renumber(&sequence) } catch {
          throw Diagnostic(
            "document-ids",
            "there is no number left for document \(error.documentID) after those of the inputs before it",
            at: SourceLocation(file: members[position - 1].input.name))
        }
        return sequence
      }
      guard position < members.count else { return nil }
      let member = members[position]
      let opened = try members[position].source.take() ?? TokenSources.open(member.input)
      guard opened.header == member.header else {
        throw Diagnostic(
          "changed-input", "the input has changed while it was read", at: SourceLocation(file: member.input.name))
      }
      numbers.beginInput(part: member.header.part)
      members[position].firstDocument = numbers.first
      source = opened
      position += 1
    }
  }
}
