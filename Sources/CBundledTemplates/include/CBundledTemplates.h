// The chat templates as bytes of the library, so that a copied binary is complete.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A template with its name.
struct prep_template {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

/// All templates, by name.
const struct prep_template *prep_templates(void);
size_t prep_template_count(void);

#ifdef __cplusplus
}
#endif
