// Holds libprep.so against prep.h from C, or from C++: texts there and back, places, records, failures, and children that are forked while other
// threads encode.
//
//   interface [CHILDREN]    how many children are forked (default 300); prints "N checks passed" or ends with 1
#include "prep.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int checks;

#define CHECK(condition)                                                                                    \
  do {                                                                                                      \
    checks++;                                                                                               \
    if (!(condition)) {                                                                                     \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                               \
      exit(1);                                                                                              \
    }                                                                                                       \
  } while (0)

static prep_text text(const char *words) {
  prep_text result;
  result.bytes = (const uint8_t *)words;
  result.count = strlen(words);
  return result;
}

static prep_tokenizer *open_tokenizer(const char *name) {
  prep_tokenizer *tokenizer = NULL;
  prep_failure failure;
  if (prep_tokenizer_open(name, NULL, &tokenizer, &failure) != 0) {
    fprintf(stderr, "%s: %s [%s]\n", name, failure.message, failure.code);
    exit(1);
  }
  return tokenizer;
}

static void check_texts(const prep_tokenizer *tokenizer) {
  prep_text texts[3];
  texts[0] = text("Hello, world");
  texts[1] = text("");
  texts[2] = text("na\xC3\xAFve \xE6\x97\xA5\xE6\x9C\xAC 123");
  prep_encoding options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.flags = PREP_BYTE_PLACES | PREP_WORDS;
  options.threads = 1;
  prep_batch *batch = NULL;
  CHECK(prep_encode(tokenizer, texts, 3, &options, &batch, NULL) == 0);
  prep_rows rows;
  memset(&rows, 0, sizeof rows);
  rows.size = sizeof rows;
  CHECK(prep_batch_rows(batch, &rows) == 0);
  CHECK(rows.rows == 3 && rows.offsets[1] == rows.offsets[2] && rows.offsets[3] == (int64_t)rows.tokens);
  CHECK(rows.begins && rows.ends && rows.words && !rows.mask && rows.ends[rows.offsets[1] - 1] == texts[0].count);
  // A program with an older header sees less.
  prep_rows older;
  memset(&older, 0x55, sizeof older);
  older.size = offsetof(prep_rows, begins);
  const uint32_t *untouched = older.begins;
  CHECK(prep_batch_rows(batch, &older) == 0 && older.rows == 3 && older.begins == untouched);

  prep_bytes *bytes = NULL;
  CHECK(prep_decode(tokenizer, rows.ids, rows.offsets, rows.rows, 0, &bytes, NULL) == 0);
  const int64_t *offsets = NULL;
  size_t count = 0;
  const uint8_t *data = prep_bytes_data(bytes, &offsets, &count);
  CHECK(count == 3);
  for (size_t i = 0; i < 3; i++) {
    CHECK((size_t)(offsets[i + 1] - offsets[i]) == texts[i].count);
    CHECK(memcmp(data + offsets[i], texts[i].bytes, texts[i].count) == 0);
  }
  prep_bytes_close(bytes);

  uint32_t ids[64];
  CHECK(prep_encode_text(tokenizer, texts[0], PREP_SPECIAL_AS_TEXT, ids, 64) == rows.offsets[1]);
  CHECK(memcmp(ids, rows.ids, (size_t)rows.offsets[1] * sizeof *ids) == 0);
  CHECK(prep_token_bytes(tokenizer, ids[0]).count > 0 && prep_token_bytes(tokenizer, UINT32_MAX).bytes == NULL);
  int64_t matrix[3 * 16], counts[3];
  CHECK(prep_batch_pad(batch, 16, 0, 1, matrix, NULL, NULL) == 0);
  CHECK(prep_count(tokenizer, texts, 3, NULL, counts, NULL) == 0 && counts[0] == rows.offsets[1] && counts[1] == 0);
  prep_batch_close(batch);
}

static void check_records(const prep_tokenizer *tokenizer) {
  prep_tokenizing *tokenizing = NULL;
  prep_failure failure;
  CHECK(prep_tokenizing_open(tokenizer, "{\"templat\":\"chatml\"}", &tokenizing, &failure) == 64);
  CHECK(strstr(failure.message, "template") != NULL && failure.index == -1);
  prep_failure_clear(&failure);
  CHECK(prep_tokenizing_open(tokenizer, "{\"template\":\"chatml\"}", &tokenizing, NULL) == 0);
  prep_text records[2];
  records[0] = text("{\"messages\":[{\"role\":\"user\",\"content\":\"2+2?\"},{\"role\":\"assistant\",\"content\":\"4\"}]}");
  records[1] = text("{\"messages\":3}");
  prep_batch *batch = NULL;
  CHECK(prep_tokenize(tokenizing, records, 2, 1, &batch, &failure) == 65 && failure.index == 1 && batch == NULL);
  prep_failure_clear(&failure);
  CHECK(prep_tokenize(tokenizing, records, 1, 1, &batch, NULL) == 0);
  prep_rows rows;
  memset(&rows, 0, sizeof rows);
  rows.size = sizeof rows;
  CHECK(prep_batch_rows(batch, &rows) == 0 && rows.rows == 1 && rows.mask != NULL && rows.records[0] == 0);
  prep_batch_close(batch);
  prep_tokenizing_close(tokenizing);
}

static volatile int is_over;
static const char *const words[4] = {"The quick brown fox", " jumps over ", "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", "def f(x):\n    return x"};

// Encodes texts that are new each time, so that what encoders remember changes all the while.
static void encode_some(const prep_tokenizer *tokenizer, unsigned *seed, int rounds) {
  for (int round = 0; round < rounds; round++) {
    char line[256];
    const int count = snprintf(line, sizeof line, "%s %u%s x%u", words[rand_r(seed) % 4], rand_r(seed), words[rand_r(seed) % 4], rand_r(seed));
    uint32_t ids[300];
    const int64_t made = prep_encode_text(tokenizer, text(line), 0, ids, 300);
    int64_t offsets[2];
    offsets[0] = 0;
    offsets[1] = made;
    prep_bytes *bytes = NULL;
    if (made <= 0 || prep_decode(tokenizer, ids, offsets, 1, 0, &bytes, NULL) != 0) _exit(3);
    if (memcmp(prep_bytes_data(bytes, NULL, NULL), line, (size_t)count) != 0) _exit(4);
    prep_bytes_close(bytes);
  }
}

static void *encode_until_over(void *tokenizer) {
  unsigned seed = (unsigned)(uintptr_t)&seed;
  while (!is_over) encode_some((const prep_tokenizer *)tokenizer, &seed, 100);
  return NULL;
}

static void *open_until_over(void *nothing) {
  while (!is_over) {
    prep_tokenizer *tokenizer = open_tokenizer("prep-8k");
    unsigned seed = 5;
    encode_some(tokenizer, &seed, 20);
    prep_tokenizer_close(tokenizer);
  }
  return nothing;
}

static void check_forks(prep_tokenizer *tokenizer, int children) {
  pthread_t threads[3];
  for (int i = 0; i < 2; i++) CHECK(pthread_create(threads + i, NULL, encode_until_over, tokenizer) == 0);
  CHECK(pthread_create(threads + 2, NULL, open_until_over, NULL) == 0);
  int bad = 0;
  for (int child = 0; child < children; child++) {
    const pid_t id = fork();
    if (id == 0) {
      alarm(60);  // a child that hangs is ended, and counted
      unsigned seed = (unsigned)child;
      encode_some(tokenizer, &seed, 30);
      _exit(0);
    }
    int status = 0;
    if (id < 0 || waitpid(id, &status, 0) != id || status != 0) {
      fprintf(stderr, "child %d ended with %d\n", child, status);
      bad++;
    }
  }
  is_over = 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  CHECK(bad == 0);
}

int main(int count, char **arguments) {
  CHECK(prep_abi() >= PREP_ABI && strlen(prep_version()) > 0 && prep_build()[0] == '{');
  prep_tokenizer *none = NULL;
  prep_failure failure;
  CHECK(prep_tokenizer_open("no-such-tokenizer", NULL, &none, &failure) == 69 && none == NULL);
  CHECK(strcmp(failure.code, "missing-tokenizer") == 0 && strlen(failure.message) > 0);
  prep_failure_clear(&failure);
  prep_tokenizer *tokenizer = open_tokenizer("prep-8k");
  CHECK(strstr(prep_tokenizer_description(tokenizer), "\"fingerprint\":\"") != NULL);
  check_texts(tokenizer);
  check_records(tokenizer);
  check_forks(tokenizer, count > 1 ? atoi(arguments[1]) : 300);
  prep_tokenizer_close(tokenizer);
  printf("%d checks passed\n", checks);
  return 0;
}
