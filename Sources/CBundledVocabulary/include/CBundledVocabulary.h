// The bundled vocabularies as bytes of the library, so that a copied binary is complete.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The tokenizer.json of prep-8k.
const void *prep_vocabulary_8k(void);
size_t prep_vocabulary_8k_size(void);

/// The tokenizer.json of prep-32k.
const void *prep_vocabulary_32k(void);
size_t prep_vocabulary_32k_size(void);

#ifdef __cplusplus
}
#endif
