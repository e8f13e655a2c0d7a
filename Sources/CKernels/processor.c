#include "processor.h"
#include "crc32c.h"
#include "folding.h"
#include "json_index.h"
#include "lines.h"
#include "merge.h"
#include "pieces.h"
#include "sha256.h"
#include "split.h"
#include "words.h"

const char *prep_processor_feature(size_t index, int *is_there) {
#if defined(__x86_64__)
// The name has to stand in the program's text: __builtin_cpu_supports takes no variable.
#define FEATURE(number, name) \
  if (index == number) { \
    *is_there = __builtin_cpu_supports(name) != 0; \
    return name; \
  }
  FEATURE(0, "sse4.2")
  FEATURE(1, "popcnt")
  FEATURE(2, "pclmul")
  FEATURE(3, "bmi")
  FEATURE(4, "bmi2")
  FEATURE(5, "avx2")
  FEATURE(6, "avx512f")
  FEATURE(7, "avx512bw")
  FEATURE(8, "avx512dq")
  FEATURE(9, "avx512vl")
  FEATURE(10, "avx512vbmi")
  FEATURE(11, "avx512vbmi2")
#undef FEATURE
  if (index == 12) {
    *is_there = prep_sha256_best() == prep_sha256_instructions;
    return "sha";
  }
#endif
  (void)index;
  *is_there = 0;
  return 0;
}

const char *prep_kernel_in_use(size_t index, const char **variant) {
  static const char *const by_width[] = {"portable", "avx2", "avx512"};
  _Static_assert(prep_json_avx2 == 1 && prep_json_avx512 == 2, "levels are counted as by_width has them");
  _Static_assert(PREP_SPLIT_AVX2 == 1 && PREP_SPLIT_AVX512 == 2, "variants are counted as by_width has them");
  _Static_assert(PREP_PIECES_AVX2 == 1, "variants are counted as by_width has them");
  switch (index) {
    case 0: *variant = by_width[prep_json_best_level()]; return "JSON index";
    case 1: *variant = by_width[prep_split_best()]; return "split patterns";
    case 2: *variant = by_width[prep_pieces_best()]; return "piece store";
    case 3: *variant = by_width[prep_merge_best()]; return "merging";
    case 4: *variant = by_width[prep_lines_best()]; return "line ends";
    case 5: *variant = by_width[prep_folding_best()]; return "folding";
    case 6: *variant = prep_crc32c_best() ? "sse4.2" : "portable"; return "CRC-32C";
    case 7: *variant = prep_sha256_best() == prep_sha256_instructions ? "sha" : "portable"; return "SHA-256";
    case 8: *variant = by_width[prep_words_best()]; return "words";
    default: return 0;
  }
}
