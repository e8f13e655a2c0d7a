#include "CBundledVocabulary.h"

static const unsigned char prep_8k[] = {
#embed "../../vocab/prep-8k/tokenizer.json"
};

const void *prep_vocabulary_8k(void) { return prep_8k; }
size_t prep_vocabulary_8k_size(void) { return sizeof prep_8k; }

static const unsigned char prep_32k[] = {
#embed "../../vocab/prep-32k/tokenizer.json"
};

const void *prep_vocabulary_32k(void) { return prep_32k; }
size_t prep_vocabulary_32k_size(void) { return sizeof prep_32k; }
