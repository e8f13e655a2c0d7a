// prep, as the wheel has it: finds libprep.so beside itself, or where pip has put it, and runs the command line that is in it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Runs the command line of a library if it is there and of this version.
static void run(const char *path, int count, char **words) {
  if (access(path, R_OK) != 0) return;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "prep: %s\n", dlerror());
    return;
  }
  const char *(*version)(void) = (const char *(*)(void))dlsym(library, "prep_version");
  int (*start)(int, char **) = (int (*)(int, char **))dlsym(library, "prep_run");
  if (version && start && strcmp(version(), PREP_VERSION) == 0) exit(start(count, words));
}

int main(int count, char **words) {
  const char *given = getenv("PREP_LIBRARY_PATH");
  if (given && *given) run(given, count, words);
  char folder[PATH_MAX] = "";
  ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
  char *end = length > 0 ? strrchr(folder, '/') : NULL;
  if (!end) {
    fprintf(stderr, "prep: /proc does not say where this program is; PREP_LIBRARY_PATH names libprep.so\n");
    return 69;
  }
  *end = 0;
  static const char *const places[] = {
      "", "/../lib/python3*/site-packages/prep_tokens", "/../lib64/python3*/site-packages/prep_tokens",
      "/../lib/python3*/dist-packages/prep_tokens", "/../lib/python3/dist-packages/prep_tokens", "/../prep_tokens"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    char pattern[PATH_MAX + 64];
    // What stands before is a name, in which a character may be one of a pattern.
    char *out = pattern;
    for (const char *c = folder; *c && out < pattern + PATH_MAX - 2; c++) {
      if (strchr("\\*?[", *c)) *out++ = '\\';
      *out++ = *c;
    }
    snprintf(out, sizeof pattern - (size_t)(out - pattern), "%s/libprep.so", places[i]);
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) continue;
    for (size_t j = 0; j < found.gl_pathc; j++) run(found.gl_pathv[j], count, words);
    globfree(&found);
  }
  fprintf(stderr, "prep: there is no libprep.so of version %s near %s; PREP_LIBRARY_PATH names it\n", PREP_VERSION, folder);
  return 69;
}
