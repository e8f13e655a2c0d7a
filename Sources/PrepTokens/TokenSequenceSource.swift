public import PrepRecords

/// Gives token sequences one after the other: a stream, a shard set, or a stage that makes them.
///
/// A source is read once, by one thread at a time. Stages compose: a source is tokenized examples, or packs another
/// source.
public protocol TokenSequenceSource: AnyObject {
  /// What the sequences have in common.
  var header: TokenStreamHeader { get }

  /// The next sequence, or nil at the end.
  func next() throws -> TokenSequence?
}

extension TokenSequenceSource {
  /// The sequences that were not taken yet, for a `for` loop: each a sequence, or the error that ends them.
  public var sequences: ResultSequence<TokenSequence> { ResultSequence { try self.next() } }
}

extension TokenStreamReader: TokenSequenceSource {}
