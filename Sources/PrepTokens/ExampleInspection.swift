/// What an example comes to when it is rendered and encoded, as far as checks of data ask: its tokens, and what its
/// template did.
package struct ExampleInspection: Sendable {
  /// All tokens; those of both answers of a pair.
  package var total = 0
  /// Those that are learnt.
  package var trained = 0
  /// Those before the first one that is learnt.
  package var prompt = 0
  /// Tokens that reach across a place where what is learnt begins or ends.
  package var straddling = 0
  /// Whether a template rendered it.
  package var usesTemplate = false
  /// Why the example becomes no tokens: a stable code and a sentence; nil when it does.
  package var fault: (code: String, message: String)?
  /// The first message that is learnt without the token that ends it.
  package var openMessage: Int?
  /// Whether the tokens begin with the token that begins a text, and whether with two.
  package var begins = (once: false, twice: false)
  /// How many messages the shortest beginning of the conversation has that is rendered in other words than in the
  /// whole.
  package var drift: Int?
  /// The first words that the template says by itself, outside of every turn.
  package var addition: [UInt8]?
  /// The first message whose content is changed by the template, or left out.
  package var changedMessage: Int?

  package init() {}
}
