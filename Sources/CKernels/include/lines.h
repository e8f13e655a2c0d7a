// Finding and counting line feeds.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many line feeds there are.
size_t prep_count_line_feeds(const uint8_t *bytes, size_t count);

/// The position of the last line feed, or -1.
ptrdiff_t prep_last_line_feed(const uint8_t *bytes, size_t count);

/// How line feeds are counted on this processor: 1 with AVX2, 0 without.
int prep_lines_best(void);

#ifdef __cplusplus
}
#endif
