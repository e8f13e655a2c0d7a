/* A file system that knows neither locks nor second names, as some that are mounted over a network: preloaded, these calls fail. */
#include <errno.h>

int flock(int descriptor, int operation) { (void)descriptor, (void)operation, errno = ENOLCK; return -1; }

int link(const char *old, const char *new) { (void)old, (void)new, errno = EPERM; return -1; }
