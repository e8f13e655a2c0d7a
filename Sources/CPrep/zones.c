// What the libraries that are linked into libprep.so ask of the C library, and a shared library cannot have of it, or not of an old one. All of
// it is hidden: nobody else sees it.
#if defined(__GLIBC__) || defined(__linux__)
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <link.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#define HIDDEN __attribute__((visibility("hidden")))

// Debian's libicuuc.a is made for programs: its code for the zone of the machine reads these relative to itself. Nothing asks ICU for a time.
HIDDEN long prep_zone_seconds __asm__("timezone");
HIDDEN long prep_zone_seconds_too __asm__("__timezone");
HIDDEN int prep_zone_summer __asm__("daylight");
HIDDEN int prep_zone_summer_too __asm__("__daylight");
HIDDEN char *prep_zone_names[2] __asm__("tzname") = {"UTC", "UTC"};
HIDDEN char *prep_zone_names_too[2] __asm__("__tzname") = {"UTC", "UTC"};

// libstdc++ takes this of glibc 2.36.
HIDDEN uint32_t prep_random_word(void) __asm__("arc4random");
HIDDEN uint32_t prep_random_word(void) {
  uint32_t word = 0;
  while (getrandom(&word, sizeof word, 0) != sizeof word && errno == EINTR) {}
  return word;
}

// Swift's module of the C library takes the version of glibc 2.35.
HIDDEN float prep_hypotf(float x, float y) __asm__("hypotf");
HIDDEN float prep_hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }

// libgcc's unwinder asks glibc 2.35 which loaded object a place in the code belongs to, and where that says how it is unwound. What glibc gives is
// laid out as its manual has it ("Dynamic Linker Introspection"); the answer is found here by looking at each object, as unwinders did before.
struct prep_found_object {
  unsigned long long flags;
  void *start;
  void *end;
  struct link_map *map;
  void *unwinding;
  unsigned long long reserved[7];
};

struct prep_search {
  uintptr_t place;
  struct prep_found_object *found;
};

static int prep_look(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  struct prep_search *search = context;
  int is_inside = 0;
  uintptr_t start = UINTPTR_MAX, end = 0;
  void *unwinding = NULL;
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[index];
    const uintptr_t first = object->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_GNU_EH_FRAME) unwinding = (void *)first;
    if (header->p_type != PT_LOAD) continue;
    if (search->place - first < header->p_memsz) is_inside = 1;
    if (first < start) start = first;
    if (first + header->p_memsz > end) end = first + header->p_memsz;
  }
  if (!is_inside || !unwinding) return 0;
  search->found->start = (void *)start;
  search->found->end = (void *)end;
  search->found->unwinding = unwinding;
  return 1;
}

HIDDEN int prep_find_object(void *place, struct prep_found_object *found) __asm__("_dl_find_object");
HIDDEN int prep_find_object(void *place, struct prep_found_object *found) {
  memset(found, 0, sizeof *found);
  struct prep_search search = {(uintptr_t)place, found};
  return dl_iterate_phdr(prep_look, &search) == 1 ? 0 : -1;
}
#endif
