#define _GNU_SOURCE
#include "search.h"

#include <string.h>

const void *prep_find_bytes(const void *text, size_t size, const void *wanted, size_t wanted_size) {
  return memmem(text, size, wanted, wanted_size);
}
