#define _GNU_SOURCE
#include "writeback.h"

#if defined(__linux__)
#include <fcntl.h>
#endif

void prep_begin_writeback(int descriptor) {
#if defined(__linux__)
  (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
  (void)descriptor;
#endif
}
