// What the libraries that are linked into libprep.so ask of the C library, and a shared library cannot have of it, or not of an old one. All of
// it is hidden: nobody else sees it.
#if defined(__GLIBC__) || defined(__linux__)
#include <errno.h>
#include <math.h>
#include <stdint.h>
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
#endif
