/// The keys that mean something in one of the shapes.
enum KnownKey: String, CaseIterable {
  case prompt, completion, messages, text, input, output, instruction, chosen, rejected, label, tools, functions
  case parallelToolCalls = "parallel_tool_calls"
  case preferredOutput = "preferred_output"
  case nonPreferredOutput = "non_preferred_output"
  case preferredCompletion = "preferred_completion"
  case nonPreferredCompletion = "non_preferred_completion"
  case conversations, conversation, interactions, contents, system
  case systemPrompt = "system_prompt"
  case systemInstruction, role, content, name
  case toolCalls = "tool_calls"
  case toolCallID = "tool_call_id"
  case functionCall = "function_call"
  case weight, from, value, parts
  case availableTools = "available_tools"
  case onlyLast = "only_last"
  case refusal, train, images, image, textA = "text_a", textB = "text_b"
  case sentence1, sentence2, sentence, premise, hypothesis, labels, completions
  case inputIDs = "input_ids"
  case attentionMask = "attention_mask"
  case segments, thinking
  case reasoningContent = "reasoning_content"
  case trainDetail = "train_detail"
  case history, question, answer, response, id, type, function, arguments, description, parameters
  case chatTemplateKwargs = "chat_template_kwargs"
  case tokenTypeIDs = "token_type_ids"
  case positionIDs = "position_ids"
  case completionMask = "completion_mask"
  case assistantMasks = "assistant_masks"
  case videos, audios

  /// A small number that is the key's own.
  @inline(__always) var slot: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  static let slots = allCases.count
}

/// Finds known keys by their bytes.
struct KeyTable: @unchecked Sendable {
  static let shared = KeyTable(aliases: [:])

  private struct Entry {
    var name: StaticBytes
    var key: KnownKey
  }

  private struct StaticBytes {
    var start: UnsafePointer<UInt8>
    var count: Int
  }

  private static let size = 512
  /// Made once and never released: the table lives as long as the process.
  private let entries: UnsafeMutablePointer<Entry?>

  /// - Parameter aliases: What keys are called in the records, where they go by other names than ours; such a key's own name then means
  ///   nothing.
  init(aliases: [KnownKey: String]) {
    entries = .allocate(capacity: Self.size)
    entries.initialize(repeating: nil, count: Self.size)
    for key in KnownKey.allCases {
      let bytes = Array((aliases[key] ?? key.rawValue).utf8)
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
      copy.initialize(from: bytes, count: bytes.count)
      var place = Self.hash(UnsafeBufferPointer(start: copy, count: bytes.count))
      while entries[place] != nil { place = (place + 1) & (Self.size - 1) }
      entries[place] = Entry(name: StaticBytes(start: UnsafePointer(copy), count: bytes.count), key: key)
    }
  }

  /// The key with exactly these bytes.
  @inline(__always)
  func key(_ name: UnsafeBufferPointer<UInt8>) -> KnownKey? {
    guard name.count > 0 else { return nil }
    var place = Self.hash(name)
    while let entry = entries[place] {
      if entry.name.count == name.count, Bytes.equal(name.baseAddress, entry.name.start, name.count) { return entry.key }
      place = (place + 1) & (Self.size - 1)
    }
    return nil
  }

  @inline(__always)
  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    guard name.count > 0 else { return 0 }
    let first = Int(name[0])
    let middle = Int(name[name.count / 2])
    let last = Int(name[name.count - 1])
    return (first &* 31 &+ middle &* 7 &+ last &* 17 &+ name.count &* 61) & (size - 1)
  }
}
