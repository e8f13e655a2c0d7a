#include "CBundledTemplates.h"

#include <stddef.h>

static const unsigned char template_chatml[] = {
#embed "templates/chatml.jinja"
};

static const struct prep_template table[] = {
    {"chatml", template_chatml, sizeof template_chatml},
};

const struct prep_template *prep_templates(void) { return table; }
size_t prep_template_count(void) { return sizeof table / sizeof *table; }
