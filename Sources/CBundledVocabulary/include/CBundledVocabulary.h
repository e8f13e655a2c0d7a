// The bundled vocabularies as bytes of the library, so that a copied binary is complete.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The merges of one vocabulary, as vocab/pack writes them.
typedef struct {
  const char *name;
  const void *merges;
  size_t size;
} prep_bundled_vocabulary;

size_t prep_bundled_vocabulary_count(void);
/// The vocabulary at a place below the count.
const prep_bundled_vocabulary *prep_bundled_vocabulary_at(size_t index);

#ifdef __cplusplus
}
#endif
