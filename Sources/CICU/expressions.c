#include "CICU.h"
#include <stdlib.h>
#include <unicode/uregex.h>

struct prep_expression {
  URegularExpression *matcher;
  // How many tens of thousands of places a match may have to come back to, besides ten for each unit of the text.
  int32_t steps;
};

static prep_expression *wrap(URegularExpression *matcher) {
  prep_expression *expression = malloc(sizeof *expression);
  if (!expression) {
    uregex_close(matcher);
    return NULL;
  }
  expression->matcher = matcher;
  expression->steps = 30000;
  // No limit on what a match may remember: it is freed with the matcher, and a limit would change what long texts give.
  UErrorCode status = U_ZERO_ERROR;
  uregex_setStackLimit(matcher, 0, &status);
  return expression;
}

prep_expression *prep_expression_open(const uint16_t *pattern, int32_t count, prep_expression_failure *failure) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place = {.line = 0, .offset = -1};
  URegularExpression *matcher = uregex_open((const UChar *)pattern, count, UREGEX_UNIX_LINES, &place, &status);
  failure->problem = NULL;
  failure->offset = -1;
  if (U_FAILURE(status)) {
    failure->problem = u_errorName(status);
    failure->offset = place.offset;
    return NULL;
  }
  prep_expression *made = wrap(matcher);
  if (!made) failure->problem = u_errorName(U_MEMORY_ALLOCATION_ERROR);
  return made;
}

prep_expression *prep_expression_clone(const prep_expression *expression) {
  UErrorCode status = U_ZERO_ERROR;
  URegularExpression *matcher = uregex_clone(expression->matcher, &status);
  return U_FAILURE(status) ? NULL : wrap(matcher);
}

void prep_expression_close(prep_expression *expression) {
  if (!expression) return;
  uregex_close(expression->matcher);
  free(expression);
}

void prep_expression_set_steps(prep_expression *expression, int32_t steps) { expression->steps = steps; }

bool prep_expression_set_text(prep_expression *expression, const uint16_t *text, int32_t count) {
  UErrorCode status = U_ZERO_ERROR;
  uregex_setText(expression->matcher, (const UChar *)text, count, &status);
  // ICU counts a step for every ten thousand places that it may come back to.
  // It counts work, not time, so that every machine gives up at the same place or nowhere.
  uregex_setTimeLimit(expression->matcher, expression->steps + count / 1000, &status);
  return U_SUCCESS(status);
}

bool prep_expression_seek(prep_expression *expression, int32_t index) {
  UErrorCode status = U_ZERO_ERROR;
  uregex_reset(expression->matcher, index, &status);
  return U_SUCCESS(status);
}

int prep_expression_next(prep_expression *expression, int32_t *start, int32_t *end) {
  UErrorCode status = U_ZERO_ERROR;
  bool found = uregex_findNext(expression->matcher, &status);
  if (status == U_REGEX_TIME_OUT) return -2;
  if (U_FAILURE(status)) return -1;
  if (!found) return 0;
  *start = uregex_start(expression->matcher, 0, &status);
  *end = uregex_end(expression->matcher, 0, &status);
  return U_FAILURE(status) ? -1 : 1;
}
