import CPrep
import Foundation
import PrepTokenizers
import TestSupport
import Testing

@testable import PrepInterface

@Suite struct EncodingTests {
  private static func texts(seed: UInt64, count: Int) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    let words = ["the", " quick", "日本語", " naïve", "\n\n", "  ", "👩‍👩‍👧", "<|im_end|>", "\0", "12345", "\u{FFFD}", "été"]
    return (0..<count).map { _ in
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        if Int.random(in: 0..<12, using: &random) == 0 {
          text.append(UInt8.random(in: 0...255, using: &random))
        } else {
          text += words[Int.random(in: 0..<words.count, using: &random)].utf8
        }
      }
      return text
    }
  }

  @Test func `rows are the tokens of each text, on any number of threads`() throws {
    let texts = Self.texts(seed: 1, count: 300) + [[], Array("end".utf8)]
    let tokenizer = try Tokenizer.named("prep-8k")
    let expected = try texts.map { bytes in try bytes.withUnsafeBufferPointer { try tokenizer.encode($0) } }
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      for threads in [1, 2, 0] as [Int32] {
        #expect(try Interface.encode(open, texts, threads: threads).ids == expected)
      }
      // Enough for several threads to have work.
      let many = Array(repeating: texts, count: 200).flatMap { $0 }
      #expect(try Interface.encode(open, many, threads: 3) == Interface.encode(open, many))
      #expect(try Interface.encode(open, []).ids.isEmpty)
    }
  }

  @Test func `one text and counts are the same`() throws {
    let texts = Self.texts(seed: 2, count: 100)
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      let rows = try Interface.encode(open, texts).ids
      try Interface.withTexts(texts) { list, count in
        var counts = [Int64](repeating: -1, count: count)
        try Interface.call { prep_count(open, list, count, nil, &counts, $0) }
        #expect(counts == rows.map { Int64($0.count) })
        for index in 0..<count {
          let text = try #require(list)[index]
          for room in [0, 1, text.count, text.count + 16] {
            var ids = [UInt32](repeating: 7, count: room)
            let made = prep_encode_text(open, text, 0, &ids, room)
            #expect(made == counts[index])
            #expect(ids.prefix(Int(made)).elementsEqual(rows[index].prefix(room)))
          }
        }
      }
    }
  }

  @Test func `special tokens are what the flags say`() throws {
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      let text = Array("a<|im_end|>b".utf8)
      let id = UInt32(
        Interface.withTexts([Array("<|im_end|>".utf8)]) { list, _ in list.map { prep_token_id(open, $0[0]) } ?? 0 })
      #expect(try !Interface.encode(open, [text]).ids[0].contains(id))
      #expect(try Interface.encode(open, [text], flags: 1).ids[0].contains(id))
      #expect(throws: Interface.Failure.self) { try Interface.encode(open, [[], text], flags: 2) }
      do { _ = try Interface.encode(open, [[], text], flags: 2) } catch let failure as Interface.Failure {
        #expect(failure.status == 65 && failure.code == "special-token" && failure.index == 1)
      }
      var options = prep_encoding()
      options.size = MemoryLayout<prep_encoding>.size
      options.flags = 3
      "<|im_end|>".withCString { name in
        withUnsafePointer(to: Optional(name)) { names in
          options.allowed = names
          options.allowed_count = 1
          var batch: OpaquePointer?
          Interface.withTexts([text]) { list, count in
            #expect(prep_encode(open, list, count, &options, &batch, nil) == 0)
          }
          prep_batch_close(batch)
        }
      }
    }
  }

  @Test func `places and pieces tile a text that is not changed`() throws {
    let texts = Self.texts(seed: 3, count: 200)
    for name in ["prep-8k", "prep-32k", "prep-32k-v2"] {
      try Interface.withTokenizer(name) { (open: OpaquePointer) throws in
        let plain = try Interface.encode(open, texts)
        for flags in [8 | 32, 1 | 8 | 32] {
          let rows = try Interface.encode(open, texts, flags: flags, threads: 2)
          if flags & 1 == 0 { #expect(rows.ids == plain.ids) }
          for (index, text) in texts.enumerated() {
            let places = rows.places[index]
            #expect(places.first?.lowerBound ?? 0 == 0 && Int(places.last?.upperBound ?? 0) == text.count)
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
            // Pieces begin at 0 and leave no number out; no token is of two.
            let words = rows.words[index]
            #expect(words.first ?? 0 == 0 && zip(words, words.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 })
          }
        }
        let characters = try Interface.encode(open, [Array("naïve 日本".utf8)], flags: 16)
        #expect(characters.places[0].last?.upperBound == 8)
      }
    }
  }

  @Test func `rows are cut to a length`() throws {
    let texts = Self.texts(seed: 4, count: 100)
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      let whole = try Interface.encode(open, texts)
      for flags in [0, 8 | 32] {
        let cut = try Interface.encode(open, texts, flags: flags, longest: 5)
        #expect(cut.ids == whole.ids.map { Array($0.prefix(5)) })
        if flags != 0 { #expect(cut.places.map(\.count) == cut.ids.map(\.count)) }
      }
    }
  }

  @Test func `what is put around a text is counted and has no place`() throws {
    let folder = TestData.packageFolder.appendingPathComponent("Fixtures/tokenizers")
    let named = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix("tokenizer.json")
    }
    var found = false
    for path in named.sorted().prefix(12) {
      guard let tokenizer = try? Tokenizer(contentsOf: folder.appendingPathComponent(path).path),
        !tokenizer.template.prefix.isEmpty || !tokenizer.template.suffix.isEmpty
      else { continue }
      found = true
      try Interface.withTokenizer(folder.appendingPathComponent(path).path) { (open: OpaquePointer) throws in
        let texts = [Array("Hello there, world.".utf8), []]
        let bare = try Interface.encode(open, texts, flags: 8 | 32)
        let rows = try Interface.encode(open, texts, flags: 4 | 8 | 32)
        for index in 0..<2 {
          #expect(rows.ids[index] == tokenizer.template.prefix + bare.ids[index] + tokenizer.template.suffix)
          #expect(rows.words[index].filter { $0 >= 0 } == bare.words[index])
          #expect(rows.places[index].count == rows.ids[index].count)
        }
        let cut = try Interface.encode(open, texts, flags: 4, longest: 4)
        #expect(
          cut.ids[0].count <= 4
            && cut.ids[0].suffix(tokenizer.template.suffix.count).elementsEqual(tokenizer.template.suffix))
      }
    }
    if !found { print("skipped: no fixture puts tokens around a text") }
  }

  @Test func `rows fill a matrix`() throws {
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      let texts = [Array("one two three".utf8), [], Array("four".utf8)]
      let rows = try Interface.encode(open, texts).ids
      var batch: OpaquePointer?
      Interface.withTexts(texts) { list, count in #expect(prep_encode(open, list, count, nil, &batch, nil) == 0) }
      defer { prep_batch_close(batch) }
      for side in [0, 1] as [Int32] {
        var ids = [Int64](repeating: 9, count: 24)
        var attention = [Int64](repeating: 9, count: 24)
        #expect(prep_batch_pad(batch, 8, -1, side, &ids, &attention, nil) == 0)
        for (index, row) in rows.enumerated() {
          let filler = [Int64](repeating: -1, count: 8 - row.count)
          let tokens = row.map { Int64($0) }
          #expect(Array(ids[index * 8..<index * 8 + 8]) == (side == 0 ? tokens + filler : filler + tokens))
          #expect(attention[index * 8..<index * 8 + 8].reduce(0, +) == Int64(row.count))
        }
      }
      var ids = [Int64](repeating: 0, count: 3)
      #expect(prep_batch_pad(batch, 1, 0, 0, &ids, nil, nil) == 64)
    }
  }

  @Test func `texts come back`() throws {
    let texts = Self.texts(seed: 5, count: 100)
    try Interface.withTokenizer("prep-8k") { (open: OpaquePointer) throws in
      let rows = try Interface.encode(open, texts).ids
      let ids = rows.flatMap { $0 }
      var offsets: [Int64] = [0]
      for row in rows { offsets.append(offsets[offsets.count - 1] + Int64(row.count)) }
      var bytes: OpaquePointer?
      #expect(prep_decode(open, ids, offsets, rows.count, 0, &bytes, nil) == 0)
      defer { prep_bytes_close(bytes) }
      var places: UnsafePointer<Int64>?
      var count = 0
      let data = prep_bytes_data(bytes, &places, &count)
      #expect(count == texts.count)
      for (index, text) in texts.enumerated() {
        let (start, end) = (Int(try #require(places)[index]), Int(try #require(places)[index + 1]))
        #expect(UnsafeBufferPointer(start: data.map { $0 + start }, count: end - start).elementsEqual(text))
      }
      #expect(throws: Interface.Failure.self) {
        try Interface.call { prep_decode(open, [1_000_000], [0, 1], 1, 0, &bytes, $0) }
      }
    }
  }
}
