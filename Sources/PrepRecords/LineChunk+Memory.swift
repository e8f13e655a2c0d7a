extension LineChunk {
  /// Lines that somebody has in memory, in their order; they are copied, with blanks for the line ends inside of them.
  ///
  /// - Parameters:
  ///   - file: What the input is called in messages.
  ///   - firstLine: The number of the first line.
  /// - Precondition: They have less than 2 GiB together.
  package init(lines: some Collection<UnsafeRawBufferPointer>, file: String, firstLine: Int) {
    let size = lines.reduce(lines.count) { $0 + $1.count }
    precondition(size <= ByteStorage.largestCapacity, "a chunk has at most 2 GiB")
    let bytes = ByteStorage(capacity: size)
    for line in lines {
      let start = bytes.count
      bytes.append(line)
      for place in start..<bytes.count where bytes.pointer[place] == 0x0A || bytes.pointer[place] == 0x0D {
        bytes.pointer[place] = 0x20
      }
      bytes.pointer[bytes.count] = 0x0A
      bytes.count += 1
    }
    bytes.seal()
    self.init(bytes: bytes, content: .lines, file: file, firstLine: firstLine, baseOffset: 0, byteCount: size)
  }
}
