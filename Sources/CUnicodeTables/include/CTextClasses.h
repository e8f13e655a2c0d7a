// What the normalizers and pre-tokenizers of Hugging Face `tokenizers` take a code point for. Made by generate_text_classes.py.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  /// Punctuation, as BERT has it.
  PREP_TEXT_PUNCTUATION = 1,
  /// What BERT's cleaning leaves out.
  PREP_TEXT_REMOVED = 2,
  /// What it makes a space.
  PREP_TEXT_SPACE = 4,
  /// Characters that BERT puts spaces around.
  PREP_TEXT_CHINESE = 8,
  /// Marks that BERT takes off decomposed characters.
  PREP_TEXT_ACCENT = 16,
  /// Marks that StripAccents leaves out.
  PREP_TEXT_MARK = 32,
  /// Characters that a grapheme cluster takes to the one before.
  PREP_TEXT_JOINS = 64,
  /// Characters that take the one after them into their cluster.
  PREP_TEXT_PREPENDS = 128,
};

/// The classes of a code point, as bits.
uint8_t prep_text_classes(uint32_t point);

/// A number for the script of a code point as UnicodeScripts has it; 0 for what goes with every script.
uint8_t prep_text_script(uint32_t point);

/// Whether `\w` matches a code point in the pre-tokenizer Whitespace and beside added tokens that are single words.
bool prep_text_is_word(uint32_t point);

#ifdef __cplusplus
}
#endif
