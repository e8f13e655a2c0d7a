#include "xxh64.h"
#include <string.h>

// The constants of the algorithm's description.
#define PRIME1 0x9E3779B185EBCA87ull
#define PRIME2 0xC2B2AE3D27D4EB4Full
#define PRIME3 0x165667B19E3779F9ull
#define PRIME4 0x85EBCA77C2B2AE63ull
#define PRIME5 0x27D4EB2F165667C5ull

static inline uint64_t rotate(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }

static inline uint64_t load64(const uint8_t *p) {
  uint64_t value;
  memcpy(&value, p, 8);
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? value : __builtin_bswap64(value);
}

static inline uint32_t load32(const uint8_t *p) {
  uint32_t value;
  memcpy(&value, p, 4);
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? value : __builtin_bswap32(value);
}

static inline uint64_t round64(uint64_t lane, uint64_t input) { return rotate(lane + input * PRIME2, 31) * PRIME1; }

static inline uint64_t merge(uint64_t value, uint64_t lane) { return (value ^ round64(0, lane)) * PRIME1 + PRIME4; }

void prep_xxh64_init(prep_xxh64 *state) {
  state->lanes[0] = PRIME1 + PRIME2;
  state->lanes[1] = PRIME2;
  state->lanes[2] = 0;
  state->lanes[3] = 0 - PRIME1;
  state->total = 0;
}

// Takes as many stripes of 32 bytes as there are and gives the number of bytes taken.
static size_t take_stripes(uint64_t lanes[4], const uint8_t *p, size_t count) {
  uint64_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
  size_t taken = 0;
  for (; taken + 32 <= count; taken += 32) {
    a = round64(a, load64(p + taken));
    b = round64(b, load64(p + taken + 8));
    c = round64(c, load64(p + taken + 16));
    d = round64(d, load64(p + taken + 24));
  }
  lanes[0] = a, lanes[1] = b, lanes[2] = c, lanes[3] = d;
  return taken;
}

void prep_xxh64_update(prep_xxh64 *state, const void *bytes, size_t count) {
  if (count == 0) return;
  const uint8_t *p = bytes;
  size_t held = state->total & 31;
  state->total += count;
  if (held + count < 32) {
    memcpy(state->waiting + held, p, count);
    return;
  }
  if (held > 0) {
    memcpy(state->waiting + held, p, 32 - held);
    take_stripes(state->lanes, state->waiting, 32);
    p += 32 - held;
    count -= 32 - held;
  }
  size_t taken = take_stripes(state->lanes, p, count);
  memcpy(state->waiting, p + taken, count - taken);
}

uint64_t prep_xxh64_value(const prep_xxh64 *state) {
  const uint64_t *lanes = state->lanes;
  uint64_t value;
  if (state->total >= 32) {
    value = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
    for (int i = 0; i < 4; i++) value = merge(value, lanes[i]);
  } else {
    value = PRIME5;
  }
  value += state->total;
  const uint8_t *p = state->waiting;
  size_t count = state->total & 31;
  for (; count >= 8; p += 8, count -= 8) value = rotate(value ^ round64(0, load64(p)), 27) * PRIME1 + PRIME4;
  if (count >= 4) {
    value = rotate(value ^ load32(p) * PRIME1, 23) * PRIME2 + PRIME3;
    p += 4;
    count -= 4;
  }
  for (; count > 0; p++, count--) value = rotate(value ^ *p * PRIME5, 11) * PRIME1;
  value = (value ^ value >> 33) * PRIME2;
  value = (value ^ value >> 29) * PRIME3;
  return value ^ value >> 32;
}
