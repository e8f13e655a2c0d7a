// Texts as the inside of JSON strings: checked to be UTF-8, escaped where JSON wants it.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How far a text is written.
typedef struct {
  const uint8_t *source;
  const uint8_t *source_end;
  uint8_t *target;
  uint8_t *target_end;
} prep_quoting;

enum { prep_quote_done = 0, prep_quote_needs_room = 1, prep_quote_not_utf8 = 2 };

/// Writes text from `source` to `target` until the source ends, fewer than 32 bytes of room are left, or `source` is at a byte that is
/// not UTF-8. Only what must be escaped is, with the short form where there is one. May write into any of the room.
int prep_json_quote(prep_quoting *quoting);

#ifdef __cplusplus
}
#endif
