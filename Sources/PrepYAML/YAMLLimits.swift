/// How large a YAML document may be. Descriptions that people write stay far below.
package struct YAMLLimits: Sendable, Hashable {
  /// The bytes of the file.
  package var bytes: Int
  /// How deeply sequences and mappings may stand inside each other.
  package var depth: Int
  /// The nodes of the document, where what an alias repeats is counted each time.
  package var nodes: Int

  package init(bytes: Int = 1 << 20, depth: Int = 64, nodes: Int = 100_000) {
    self.bytes = bytes
    self.depth = depth
    self.nodes = nodes
  }
}
