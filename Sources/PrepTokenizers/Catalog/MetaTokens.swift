/// The special tokens behind the ranks of Meta's `tokenizer.model` files, as the package llama-models 0.3 has them.
enum MetaTokens {
  /// The 256 of Llama 3.
  static let llama3 =
    [
      "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>", "<|reserved_special_token_1|>",
      "<|finetune_right_pad_id|>", "<|step_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>",
      "<|eot_id|>", "<|python_tag|>", "<|image|>",
    ] + (2..<246).map { "<|reserved_special_token_\($0)|>" }

  /// The 2048 of Llama 4: for texts, pictures and reasoning, and those that are reserved.
  static let llama4: [String] = {
    func reserved(_ name: String, _ range: Range<Int>) -> [String] {
      range.map { "<|\(name)reserved_special_token_\($0)|>" }
    }
    var names = ["<|begin_of_text|>", "<|end_of_text|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"]
    names += ["<|header_start|>", "<|header_end|>", "<|eom|>", "<|eot|>", "<|step|>"]
    names += reserved("text_post_train_", 0..<6)
    names += ["<|python_start|>", "<|python_end|>", "<|finetune_right_pad|>"]
    names += reserved("text_post_train_", 8..<69)
    names += ["<|image_start|>", "<|image_end|>"] + reserved("vision_", 0..<2)
    names += ["<|tile_x_separator|>", "<|tile_y_separator|>"] + reserved("vision_", 2..<6)
    names += ["<|image|>"] + reserved("vision_", 6..<7) + ["<|patch|>"] + reserved("vision_", 7..<1048)
    names += reserved("reasoning_", 0..<8) + ["<|reasoning_thinking_start|>", "<|reasoning_thinking_end|>"]
    return names + reserved("", 0..<2048 - names.count)
  }()
}
