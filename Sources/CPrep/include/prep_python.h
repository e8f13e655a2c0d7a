// For Python alone, where CPython's own functions are in the process; called with the interpreter's lock held. Elsewhere they fail.
#ifndef PREP_PYTHON_H
#define PREP_PYTHON_H
#include "prep.h"
#ifdef __cplusplus
extern "C" {
#endif

// Whether the functions of CPython were found when the library was loaded: 1 or 0.
int32_t prep_python_found(void);

// Points at the UTF-8 of the strings, or the bytes, in the first `count` places of a tuple; returns how many are such. The pointers are good as
// long as the tuple.
int64_t prep_python_texts(void *tuple, prep_text *texts, int64_t count);

// A builtin encode(text): a list of ints, special tokens being text. It keeps what it is given alive; with more than one argument, or with
// something else than a str, it calls `otherwise` with the same arguments.
void *prep_python_encode(const prep_tokenizer *tokenizer, void *keep, void *otherwise);

#ifdef __cplusplus
}
#endif
#endif
