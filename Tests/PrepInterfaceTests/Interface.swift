import CPrep
import PrepInterface
import Testing

/// The interface as C sees it, in fewer words.
enum Interface {
  /// A failure as values.
  struct Failure: Error, Equatable {
    var status: Int32
    var code: String
    var message: String
    var index: Int64
  }

  /// Calls a function that can fail.
  static func call(_ body: (UnsafeMutablePointer<prep_failure>) -> Int32) throws {
    var failure = prep_failure()
    defer { prep_failure_clear(&failure) }
    let status = body(&failure)
    if status == 0 {
      #expect(failure.message == nil)
      return
    }
    #expect(failure.status == status)
    let code = withUnsafeBytes(of: &failure.code) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    throw Failure(
      status: status, code: code, message: failure.message.map { String(cString: $0) } ?? "", index: failure.index)
  }

  /// Calls a closure with a tokenizer.
  static func withTokenizer<R>(_ name: String, _ options: String? = nil, _ body: (OpaquePointer) throws -> R) throws
    -> R
  {
    var tokenizer: OpaquePointer?
    try call { prep_tokenizer_open(name, options, &tokenizer, $0) }
    defer { prep_tokenizer_close(tokenizer) }
    return try body(try #require(tokenizer))
  }

  /// Calls a closure with texts that lie apart.
  static func withTexts<R>(_ texts: [[UInt8]], _ body: (UnsafePointer<prep_text>?, Int) throws -> R) rethrows -> R {
    let copies = texts.map { bytes in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
      _ = copy.initialize(from: bytes)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    let list = copies.map { prep_text(bytes: UnsafePointer($0.baseAddress), count: $0.count) }
    return try list.withUnsafeBufferPointer { try body($0.baseAddress, $0.count) }
  }

  /// What is made of texts.
  struct Rows: Equatable {
    var ids: [[UInt32]] = []
    var places: [[Range<UInt32>]] = []
    var words: [[Int32]] = []
    var masks: [[UInt8]] = []
    var weights: [[Float]] = []
    var records: [Int64] = []

    init(_ batch: OpaquePointer) throws {
      var rows = prep_rows()
      rows.size = MemoryLayout<prep_rows>.size
      #expect(prep_batch_rows(batch, &rows) == 0)
      let offsets = UnsafeBufferPointer(start: rows.offsets, count: rows.rows + 1)
      #expect(offsets.first == 0 && offsets.last == Int64(rows.tokens))
      for row in 0..<rows.rows {
        let range = Int(offsets[row])..<Int(offsets[row + 1])
        ids.append(range.map { rows.ids[$0] })
        if let begins = rows.begins, let ends = rows.ends { places.append(range.map { begins[$0]..<ends[$0] }) }
        if let given = rows.words { words.append(range.map { given[$0] }) }
        if let mask = rows.mask { masks.append(range.map { mask[$0] }) }
        if let given = rows.weights { weights.append(range.map { given[$0] }) }
        if let given = rows.records { records.append(given[row]) }
      }
    }
  }

  /// The rows of texts.
  static func encode(
    _ tokenizer: OpaquePointer, _ texts: [[UInt8]], flags: Int = 0, threads: Int32 = 1, longest: Int64 = 0
  ) throws -> Rows {
    var options = prep_encoding()
    options.size = MemoryLayout<prep_encoding>.size
    options.flags = UInt32(flags)
    options.threads = threads
    options.longest = longest
    var batch: OpaquePointer?
    try withTexts(texts) { list, count in
      try call { prep_encode(tokenizer, list, count, &options, &batch, $0) }
    }
    defer { prep_batch_close(batch) }
    return try Rows(try #require(batch))
  }
}
