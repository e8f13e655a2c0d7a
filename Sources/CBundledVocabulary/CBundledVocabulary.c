#include "CBundledVocabulary.h"

static const unsigned char prep_8k[] = {
#embed "../../vocab/prep-8k/merges.bin"
};

static const unsigned char prep_32k[] = {
#embed "../../vocab/prep-32k/merges.bin"
};

static const unsigned char prep_32k_v2[] = {
#embed "../../vocab/prep-32k-v2/merges.bin"
};

static const prep_bundled_vocabulary vocabularies[] = {
    {"prep-8k", prep_8k, sizeof prep_8k},
    {"prep-32k", prep_32k, sizeof prep_32k},
    {"prep-32k-v2", prep_32k_v2, sizeof prep_32k_v2},
};

size_t prep_bundled_vocabulary_count(void) { return sizeof vocabularies / sizeof *vocabularies; }
const prep_bundled_vocabulary *prep_bundled_vocabulary_at(size_t index) { return &vocabularies[index]; }
