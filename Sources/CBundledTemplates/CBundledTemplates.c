#include "CBundledTemplates.h"

#include <stddef.h>

static const unsigned char template_alpaca[] = {
#embed "templates/alpaca.jinja"
};
static const unsigned char template_chatml[] = {
#embed "templates/chatml.jinja"
};
static const unsigned char template_completion[] = {
#embed "templates/completion.jinja"
};
static const unsigned char template_gemma[] = {
#embed "templates/gemma.jinja"
};
static const unsigned char template_gemma3[] = {
#embed "templates/gemma3.jinja"
};
static const unsigned char template_harmony[] = {
#embed "templates/harmony.jinja"
};
static const unsigned char template_llama2[] = {
#embed "templates/llama2.jinja"
};
static const unsigned char template_llama3[] = {
#embed "templates/llama3.jinja"
};
static const unsigned char template_llama3_1[] = {
#embed "templates/llama3.1.jinja"
};
static const unsigned char template_llama3_2[] = {
#embed "templates/llama3.2.jinja"
};
static const unsigned char template_mistral_tekken[] = {
#embed "templates/mistral-tekken.jinja"
};
static const unsigned char template_mistral_v1[] = {
#embed "templates/mistral-v1.jinja"
};
static const unsigned char template_mistral_v3[] = {
#embed "templates/mistral-v3.jinja"
};
static const unsigned char template_mistral_v7[] = {
#embed "templates/mistral-v7.jinja"
};
static const unsigned char template_phi3[] = {
#embed "templates/phi3.jinja"
};
static const unsigned char template_qwen2_5[] = {
#embed "templates/qwen2.5.jinja"
};
static const unsigned char template_qwen3[] = {
#embed "templates/qwen3.jinja"
};
static const unsigned char template_zephyr[] = {
#embed "templates/zephyr.jinja"
};

static const struct prep_template table[] = {
    {"alpaca", template_alpaca, sizeof template_alpaca},
    {"chatml", template_chatml, sizeof template_chatml},
    {"completion", template_completion, sizeof template_completion},
    {"gemma", template_gemma, sizeof template_gemma},
    {"gemma3", template_gemma3, sizeof template_gemma3},
    {"harmony", template_harmony, sizeof template_harmony},
    {"llama2", template_llama2, sizeof template_llama2},
    {"llama3", template_llama3, sizeof template_llama3},
    {"llama3.1", template_llama3_1, sizeof template_llama3_1},
    {"llama3.2", template_llama3_2, sizeof template_llama3_2},
    {"mistral-tekken", template_mistral_tekken, sizeof template_mistral_tekken},
    {"mistral-v1", template_mistral_v1, sizeof template_mistral_v1},
    {"mistral-v3", template_mistral_v3, sizeof template_mistral_v3},
    {"mistral-v7", template_mistral_v7, sizeof template_mistral_v7},
    {"phi3", template_phi3, sizeof template_phi3},
    {"qwen2.5", template_qwen2_5, sizeof template_qwen2_5},
    {"qwen3", template_qwen3, sizeof template_qwen3},
    {"zephyr", template_zephyr, sizeof template_zephyr},
};

const struct prep_template *prep_templates(void) { return table; }
size_t prep_template_count(void) { return sizeof table / sizeof *table; }
