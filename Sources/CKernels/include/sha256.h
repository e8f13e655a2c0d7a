// SHA-256 (FIPS 180-4): with the processor's own instructions where it has them, else in plain C.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The ways to digest a block; all give the same.
enum { prep_sha256_portable = 0, prep_sha256_instructions = 1 };

/// The fastest variant of this processor; those below it work too.
int prep_sha256_best(void);

/// A digest that is fed in pieces. It is a plain value: a copy goes on by itself.
typedef struct {
  uint32_t words[8];
  /// How many bytes were taken.
  uint64_t count;
  /// The last count % 64 of them, which no block was made of yet.
  uint8_t pending[64];
  int variant;
} prep_sha256;

/// Begins a digest.
/// - `variant`: what `prep_sha256_best` says, or less.
void prep_sha256_begin(prep_sha256 *digest, int variant);

/// Takes the next bytes.
void prep_sha256_add(prep_sha256 *digest, const void *bytes, size_t count);

/// Writes the 32 bytes of the digest of all that was taken; the digest itself can go on.
void prep_sha256_result(const prep_sha256 *digest, uint8_t *result);

#ifdef __cplusplus
}
#endif
