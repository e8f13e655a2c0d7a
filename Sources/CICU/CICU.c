#include "CICU.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

int32_t prep_charset_detect(const char *bytes, int32_t length, const char **names, int32_t *confidences, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector *detector = ucsdet_open(&status);
  if (U_FAILURE(status)) return 0;
  ucsdet_setText(detector, bytes, length, &status);
  int32_t found = 0, count = 0;
  const UCharsetMatch **matches = ucsdet_detectAll(detector, &found, &status);
  for (int32_t index = 0; U_SUCCESS(status) && index < found && count < capacity; index++) {
    // The names are static strings of the detector's recognisers.
    const char *name = ucsdet_getName(matches[index], &status);
    int32_t confidence = ucsdet_getConfidence(matches[index], &status);
    if (U_FAILURE(status)) break;
    names[count] = name;
    confidences[count] = confidence;
    count++;
  }
  ucsdet_close(detector);
  return count;
}

struct prep_charset {
  UConverter *converter;
};

prep_charset *prep_charset_open(const char *name) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter *converter = ucnv_open(name, &status);
  if (U_FAILURE(status)) return NULL;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  prep_charset *charset = malloc(sizeof *charset);
  if (!charset) abort();
  charset->converter = converter;
  return charset;
}

void prep_charset_close(prep_charset *charset) {
  ucnv_close(charset->converter);
  free(charset);
}

const char *prep_charset_name(prep_charset *charset) {
  UErrorCode status = U_ZERO_ERROR;
  const char *name = ucnv_getName(charset->converter, &status);
  return U_FAILURE(status) || !name ? "" : name;
}

int prep_charset_decode(
    prep_charset *charset, const char *bytes, size_t count, size_t *position, int flush, uint16_t *units, size_t capacity,
    int32_t *places, size_t *filled, int32_t *bad) {
  UErrorCode status = U_ZERO_ERROR;
  const int32_t held = ucnv_toUCountPending(charset->converter, &status);
  const size_t before = *filled;
  const char *source = bytes + *position;
  UChar *target = (UChar *)units + *filled;
  ucnv_toUnicode(
      charset->converter, &target, (UChar *)units + capacity, &source, bytes + count, places + *filled, flush != 0,
      &status);
  *position = (size_t)(source - bytes);
  *filled = (size_t)(target - (UChar *)units);
  // The first unit is of a character that began earlier, when bytes were held; some converters give it the place 0.
  if (held > 0 && *filled > before) places[before] = -held;
  *bad = 0;
  if (status == U_BUFFER_OVERFLOW_ERROR) return 1;
  if (U_FAILURE(status)) {
    char invalid[32];
    int8_t length = sizeof invalid;
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(charset->converter, invalid, &length, &ignored);
    *bad = U_FAILURE(ignored) || length < 1 ? 1 : length;
    // A cut character at the end leaves the converter in the middle of it.
    if (status == U_TRUNCATED_CHAR_FOUND) ucnv_resetToUnicode(charset->converter);
    return 2;
  }
  return 0;
}

void prep_icu_versions(char *icu, char *unicode, size_t capacity) {
  UVersionInfo version;
  u_getVersion(version);
  snprintf(icu, capacity, "%d.%d", version[0], version[1]);
  u_getUnicodeVersion(version);
  snprintf(unicode, capacity, "%d.%d", version[0], version[1]);
}

bool prep_icu_is_alphabetic(uint32_t point) { return u_hasBinaryProperty((UChar32)point, UCHAR_ALPHABETIC); }

int32_t prep_icu_script(uint32_t point) {
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript((UChar32)point, &status);
  return U_FAILURE(status) ? USCRIPT_UNKNOWN : script;
}

const char *prep_icu_script_name(int32_t script) {
  const char *name = uscript_getName((UScriptCode)script);
  return name ? name : "Unknown";
}

int prep_icu_kind(uint32_t point) {
  uint32_t category = U_MASK(u_charType((UChar32)point));
  if (category & U_GC_L_MASK) return PREP_KIND_LETTER;
  if (category & U_GC_M_MASK) return PREP_KIND_MARK;
  if (category & U_GC_N_MASK) return PREP_KIND_NUMBER;
  if (u_isUWhiteSpace((UChar32)point)) return PREP_KIND_SPACE;
  return PREP_KIND_OTHER;
}
