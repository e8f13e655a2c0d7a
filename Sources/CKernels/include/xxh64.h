#pragma once
#include <stddef.h>
#include <stdint.h>

// XXH64 with seed 0, fed in pieces: the checksum that zstd frames carry of their contents.
typedef struct {
  uint64_t lanes[4];
  uint64_t total;
  uint8_t waiting[32];
} prep_xxh64;

void prep_xxh64_init(prep_xxh64 *state);
void prep_xxh64_update(prep_xxh64 *state, const void *bytes, size_t count);
uint64_t prep_xxh64_value(const prep_xxh64 *state);
