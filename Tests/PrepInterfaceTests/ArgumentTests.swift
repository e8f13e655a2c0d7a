import CPrep
import Foundation
import PrepInterface
import TestSupport
import Testing

/// No argument ends the process.
@Suite struct ArgumentTests {
  @Test func `NULL is wrong use`() {
    var out: OpaquePointer?
    var failure = prep_failure()
    #expect(prep_tokenizer_open(nil, nil, &out, nil) == 64)
    #expect(prep_tokenizer_open("prep-8k", nil, nil, &failure) == 64 && failure.message != nil)
    prep_failure_clear(&failure)
    #expect(failure.message == nil)
    prep_failure_clear(nil)
    #expect(prep_encode(nil, nil, 0, nil, &out, nil) == 64 && prep_count(nil, nil, 0, nil, nil, nil) == 64)
    #expect(prep_decode(nil, nil, nil, 0, 0, &out, nil) == 64)
    #expect(prep_encode_text(nil, prep_text(), 0, nil, 0) == -65)
    #expect(prep_tokenizing_open(nil, nil, &out, nil) == 64 && prep_tokenize(nil, nil, 0, 1, &out, nil) == 64)
    #expect(prep_render(nil, prep_text(), &out, nil) == 64 && prep_shards_open(nil, &out, nil) == 64)
    #expect(prep_shard_load(nil, 0, &out, nil) == 64 && prep_batch_rows(nil, nil) == 64)
    #expect(prep_batch_pad(nil, 0, 0, 0, nil, nil, nil) == 64)
    #expect(prep_tokenizer_description(nil) == nil && prep_shards_description(nil) == nil)
    #expect(prep_token_id(nil, prep_text()) == -1 && prep_token_bytes(nil, 0).bytes == nil)
    #expect(prep_bytes_data(nil, nil, nil) == nil && prep_tokenizer_lost(nil, nil, 9) == 0)
    prep_tokenizer_close(nil)
    prep_batch_close(nil)
    prep_bytes_close(nil)
    prep_tokenizing_close(nil)
    prep_shards_close(nil)
  }

  @Test func `failures have a status, a code and words`() throws {
    for (name, options, status, code) in [
      ("no-such-tokenizer", nil, 69, "missing-tokenizer"), ("prep-8k", "{\"patern\":\"x\"}", 64, "wrong-option"),
      ("prep-8k", "{\"pattern\":\"(\"}", nil, nil), ("/nowhere/tokenizer.json", nil, nil, nil),
    ] as [(String, String?, Int32?, String?)] {
      var out: OpaquePointer?
      do {
        try Interface.call { prep_tokenizer_open(name, options, &out, $0) }
        Issue.record("\(name) \(options ?? "") opens")
      } catch let failure as Interface.Failure {
        #expect(status == nil || failure.status == status, "\(failure)")
        #expect(code == nil || failure.code == code, "\(failure)")
        #expect(!failure.message.isEmpty && !failure.message.contains("\n"))
      }
      #expect(out == nil)
    }
  }

  @Test func `structs and numbers of all kinds`() throws {
    let seconds = Double(ProcessInfo.processInfo.environment["FUZZ_SECONDS"] ?? "") ?? 1
    var random = SeededGenerator(seed: UInt64(ProcessInfo.processInfo.environment["FUZZ_SEED"] ?? "") ?? 11)
    let end = Date().addingTimeInterval(seconds)
    func number() -> Int {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: 0
      case 1: .max
      case 2: .min
      case 3: -1
      case 4: Int.random(in: .min ... .max, using: &random)
      case 5: 1 << Int.random(in: 0..<63, using: &random)
      default: Int.random(in: 0..<40, using: &random)
      }
    }
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      var tokenizing: OpaquePointer?
      try Interface.call { prep_tokenizing_open(open, nil, &tokenizing, $0) }
      defer { prep_tokenizing_close(tokenizing) }
      let data = Array("some text <|im_end|> \u{0} {\"text\":\"x\"}".utf8) + (0...255).map { UInt8($0) }
      data.withUnsafeBufferPointer { data in
        while Date() < end {
          var batch: OpaquePointer?
          var bytes: OpaquePointer?
          var failure = prep_failure()
          // A pointer says the truth where it is not NULL: as many bytes as the count says, or none.
          let texts = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
            Bool.random(using: &random)
              ? prep_text(bytes: data.baseAddress, count: Int.random(in: 0...data.count, using: &random))
              : prep_text(bytes: nil, count: number())
          }
          var options = prep_encoding()
          options.size = Bool.random(using: &random) ? MemoryLayout<prep_encoding>.size : number()
          options.flags = UInt32(truncatingIfNeeded: number())
          options.threads = Int32(truncatingIfNeeded: number())
          if options.threads > 4 || options.threads == 0 { options.threads = 2000 }
          options.longest = Int64(number())
          options.allowed_count = number()
          texts.withUnsafeBufferPointer { texts in
            let count = Bool.random(using: &random) ? texts.count : min(number(), texts.count)
            let base = Bool.random(using: &random) ? texts.baseAddress : count <= 0 ? nil : texts.baseAddress
            if prep_encode(open, base, count, &options, &batch, &failure) == 0 {
              var rows = prep_rows()
              rows.size = Bool.random(using: &random) ? MemoryLayout<prep_rows>.size : number()
              _ = prep_batch_rows(batch, &rows)
              _ = prep_batch_pad(batch, min(3, number()), Int64(number()), 0, nil, nil, nil)
            }
            prep_failure_clear(&failure)
            prep_batch_close(batch)
            batch = nil
            _ = prep_tokenize(tokenizing, base, count, Int32(truncatingIfNeeded: min(2, number())), &batch, &failure)
            prep_failure_clear(&failure)
            prep_batch_close(batch)
          }
          let ids = (0..<4).map { _ in UInt32(truncatingIfNeeded: number()) }
          var ends = (0..<5).map { _ in Int64(number()) }
          // Ids are there as far as the offsets of rows before the first wrong one say.
          if ends.allSatisfy({ $0 <= 4 }) || ends[0] < 0 || ends[0] > ends[1] {
            _ = prep_decode(open, ids, ends, Int.random(in: 0..<5, using: &random), 1, &bytes, &failure)
          } else {
            ends = ends.map { min($0, 4) }
            _ = prep_decode(open, ids, ends, 4, 0, &bytes, &failure)
          }
          prep_failure_clear(&failure)
          prep_bytes_close(bytes)
          var room = [UInt32](repeating: 0, count: 64)
          _ = prep_encode_text(
            open, texts.first ?? prep_text(), UInt32(truncatingIfNeeded: number()), &room, min(64, number()))
          _ = prep_token_bytes(open, UInt32(truncatingIfNeeded: number()))
          _ = prep_token_id(open, texts.first ?? prep_text())
        }
      }
    }
  }
}
