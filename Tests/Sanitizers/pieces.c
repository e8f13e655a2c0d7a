// Threads that look up pieces while one adds them: run by .ci/sanitize under the sanitizer for threads, by the portable look-up. (What the
// vector look-up relies on stands in pieces.c.)
#define _GNU_SOURCE
#include "CKernels.h"
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { bits = 12, pieces = 5000, readers = 3 };

static prep_piece_line *table;
static uint32_t *arena;
static int is_done;
static pthread_barrier_t start;

static prep_piece_key key_of(uint64_t number) { return (prep_piece_key){number * 0x9E3779B97F4A7C15ull, number | 8ull << 56}; }

/// Every third piece has five tokens, which lie in the arena; all of them say which piece it is.
static uint32_t token_of(uint64_t number) { return (uint32_t)number & 0xFFFFFF; }

static void *add(void *unused) {
  (void)unused;
  uint32_t spilled = 0;
  pthread_barrier_wait(&start);
  for (uint64_t number = 1; number <= pieces; number++) {
    if (number % 16 == 0) sched_yield();
    const uint32_t token = token_of(number);
    prep_piece_tokens tokens = {{1u << 29 | token, 0, 0, 0}};
    if (number % 3 == 0) {
      const uint32_t list[5] = {token, token, token, token, token};
      prep_piece_spill(arena + spilled, list, 5);
      tokens = (prep_piece_tokens){{5u << 29, spilled, 5, 0}};
      spilled += 5;
    }
    prep_piece_place(table, 64 - bits, key_of(number), tokens);
  }
  __atomic_store_n(&is_done, 1, __ATOMIC_RELEASE);
  return NULL;
}

static void *look_up(void *failure) {
  uint32_t output[64];
  size_t found = 0;
  pthread_barrier_wait(&start);
  for (int last = 0; !last;) {
    last = __atomic_load_n(&is_done, __ATOMIC_ACQUIRE);
    found = 0;
    for (uint64_t number = 1; number <= pieces; number++) {
      const prep_piece_key key = key_of(number);
      const uint32_t line = prep_piece_line_of(key, 64 - bits);
      size_t written = 0;
      if (prep_piece_lookup(PREP_PIECES_PORTABLE, &key, &line, 1, table, arena, output, &written) == 1) {
        found++;
        if (written != (number % 3 == 0 ? 5 : 1)) *(int *)failure = 1;
        for (size_t i = 0; i < written; i++)
          if (output[i] != token_of(number)) *(int *)failure = 1;
      } else if (prep_piece_find(table, 64 - bits, key)) {
        found++;
      }
    }
  }
  if (found != pieces) *(int *)failure = 1;
  return NULL;
}

int main(void) {
  table = aligned_alloc(64, sizeof *table << bits);
  memset(table, 0, sizeof *table << bits);
  arena = calloc(pieces * 5 + 32, 4);
  pthread_barrier_init(&start, NULL, readers + 1);
  pthread_t threads[readers + 1];
  int failures[readers] = {0};
  for (int i = 0; i < readers; i++) pthread_create(&threads[i], NULL, look_up, &failures[i]);
  pthread_create(&threads[readers], NULL, add, NULL);
  int failed = 0;
  for (int i = 0; i <= readers; i++) {
    pthread_join(threads[i], NULL);
    if (i < readers) failed |= failures[i];
  }
  if (failed) {
    fprintf(stderr, "sanitize: a look-up gave other tokens than were added\n");
    return 1;
  }
  printf("sanitize: %d pieces were added while %d threads looked them up\n", pieces, readers);
}
