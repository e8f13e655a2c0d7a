// The manual pages as bytes of the program: the files of `man`.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many pages there are.
size_t prep_manual_page_count(void);
/// The name of the file of a page, such as prep-count.1.
const char *prep_manual_page_name(size_t index);
/// The mdoc text of a page, and its size in bytes.
const void *prep_manual_page(size_t index, size_t *size);

#ifdef __cplusplus
}
#endif
