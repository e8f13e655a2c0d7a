// A library to preload: reads and writes are interrupted by signals (EINTR) or do less than they were asked for, at random, and
// the bytes read of one file are counted. DISTURB=0 only counts; COUNTED names the file, COUNT the file for the number.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic unsigned long long state = 88172645463325252ull, counted;
static int on = 1;

__attribute__((constructor)) static void begin(void) {
  const char *word = getenv("DISTURB");
  on = !word || strcmp(word, "0");
  state ^= (unsigned long long)getpid() << 20;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%llu\n", counted);
  fclose(file);
}

static unsigned long long chance(void) {
  unsigned long long next = state;
  next ^= next << 13, next ^= next >> 7, next ^= next << 17;
  return state = next;
}

// Less than was asked for, or -1 for an interruption.
static ssize_t disturbed(size_t count) {
  unsigned long long next = on ? chance() : 7;
  if (next % 8 == 0) return errno = EINTR, -1;
  return next % 8 < 4 && count > 1 ? (ssize_t)(1 + (next >> 8) % count) : (ssize_t)count;
}

static ssize_t note(int descriptor, ssize_t count) {
  const char *wanted = getenv("COUNTED");
  if (!wanted || count <= 0) return count;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length > 0 && (path[length] = 0, !strcmp(path, wanted))) counted += (unsigned long long)count;
  return count;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  ssize_t less = disturbed(count);
  return less < 0 ? -1 : note(descriptor, syscall(SYS_read, descriptor, bytes, (size_t)less));
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  ssize_t less = disturbed(count);
  return less < 0 ? -1 : syscall(SYS_write, descriptor, bytes, (size_t)less);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t place) {
  ssize_t less = disturbed(count);
  return less < 0 ? -1 : note(descriptor, syscall(SYS_pread64, descriptor, bytes, (size_t)less, place));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t place) {
  ssize_t less = disturbed(count);
  return less < 0 ? -1 : syscall(SYS_pwrite64, descriptor, bytes, (size_t)less, place);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t place) { return pread64(descriptor, bytes, count, place); }
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t place) { return pwrite64(descriptor, bytes, count, place); }

int fsync(int descriptor) {
  if (on && chance() % 2) return errno = EINTR, -1;
  return (int)syscall(SYS_fsync, descriptor);
}
