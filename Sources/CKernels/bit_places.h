// Where the bits of a byte are.
#pragma once
#include <stdint.h>

/// The places of the bits of a byte, a byte each.
#define NEXT(bits, k) ((uint64_t)((bits) ? __builtin_ctz((bits) | 256) : 0) << 8 * (k))
#define LESS(bits) ((bits) & ((bits) - 1))
#define PLACES_2(bits, k) NEXT(bits, k) | NEXT(LESS(bits), k + 1)
#define PLACES_4(bits, k) PLACES_2(bits, k) | PLACES_2(LESS(LESS(bits)), k + 2)
#define PLACES(bits) (PLACES_4(bits, 0) | PLACES_4(LESS(LESS(LESS(LESS(bits)))), 4))
#define ROW(b) PLACES(b), PLACES(b + 1), PLACES(b + 2), PLACES(b + 3), PLACES(b + 4), PLACES(b + 5), PLACES(b + 6), PLACES(b + 7)
#define ROWS(b) ROW(b), ROW(b + 8), ROW(b + 16), ROW(b + 24), ROW(b + 32), ROW(b + 40), ROW(b + 48), ROW(b + 56)
static const uint64_t places_of_byte[256] = {ROWS(0u), ROWS(64u), ROWS(128u), ROWS(192u)};
#undef NEXT
#undef LESS
#undef PLACES_2
#undef PLACES_4
#undef PLACES
#undef ROW
#undef ROWS
