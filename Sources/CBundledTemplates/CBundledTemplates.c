#include "CBundledTemplates.h"

#include <stddef.h>

static const unsigned char template_alpaca[] = {
#embed "templates/alpaca.jinja"
};
static const unsigned char template_chatml[] = {
#embed "templates/chatml.jinja"
};
static const unsigned char template_command[] = {
#embed "templates/command.jinja"
};
static const unsigned char template_completion[] = {
#embed "templates/completion.jinja"
};
static const unsigned char template_deepseek_r1[] = {
#embed "templates/deepseek-r1.jinja"
};
static const unsigned char template_deepseek_v3_1[] = {
#embed "templates/deepseek-v3.1.jinja"
};
static const unsigned char template_gemma[] = {
#embed "templates/gemma.jinja"
};
static const unsigned char template_gemma3[] = {
#embed "templates/gemma3.jinja"
};
static const unsigned char template_gemma4[] = {
#embed "templates/gemma4.jinja"
};
static const unsigned char template_glm4_5[] = {
#embed "templates/glm4.5.jinja"
};
static const unsigned char template_granite4[] = {
#embed "templates/granite4.jinja"
};
static const unsigned char template_harmony[] = {
#embed "templates/harmony.jinja"
};
static const unsigned char template_kimi_k2[] = {
#embed "templates/kimi-k2.jinja"
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
static const unsigned char template_llama4[] = {
#embed "templates/llama4.jinja"
};
static const unsigned char template_minimax_m2[] = {
#embed "templates/minimax-m2.jinja"
};
static const unsigned char template_mistral_tekken[] = {
#embed "templates/mistral-tekken.jinja"
};
static const unsigned char template_mistral_v1[] = {
#embed "templates/mistral-v1.jinja"
};
static const unsigned char template_mistral_v11[] = {
#embed "templates/mistral-v11.jinja"
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
static const unsigned char template_phi4[] = {
#embed "templates/phi4.jinja"
};
static const unsigned char template_qwen2_5[] = {
#embed "templates/qwen2.5.jinja"
};
static const unsigned char template_qwen3[] = {
#embed "templates/qwen3.jinja"
};
static const unsigned char template_qwen3_coder[] = {
#embed "templates/qwen3-coder.jinja"
};
static const unsigned char template_qwen3_5[] = {
#embed "templates/qwen3.5.jinja"
};
static const unsigned char template_seed_oss[] = {
#embed "templates/seed-oss.jinja"
};
static const unsigned char template_smollm3[] = {
#embed "templates/smollm3.jinja"
};
static const unsigned char template_zephyr[] = {
#embed "templates/zephyr.jinja"
};

static const struct prep_template table[] = {
    {"alpaca", template_alpaca, sizeof template_alpaca},
    {"chatml", template_chatml, sizeof template_chatml},
    {"command", template_command, sizeof template_command},
    {"completion", template_completion, sizeof template_completion},
    {"deepseek-r1", template_deepseek_r1, sizeof template_deepseek_r1},
    {"deepseek-v3.1", template_deepseek_v3_1, sizeof template_deepseek_v3_1},
    {"gemma", template_gemma, sizeof template_gemma},
    {"gemma3", template_gemma3, sizeof template_gemma3},
    {"gemma4", template_gemma4, sizeof template_gemma4},
    {"glm4.5", template_glm4_5, sizeof template_glm4_5},
    {"gpt-oss", template_harmony, sizeof template_harmony},
    {"granite4", template_granite4, sizeof template_granite4},
    {"harmony", template_harmony, sizeof template_harmony},
    {"kimi-k2", template_kimi_k2, sizeof template_kimi_k2},
    {"llama2", template_llama2, sizeof template_llama2},
    {"llama3", template_llama3, sizeof template_llama3},
    {"llama3.1", template_llama3_1, sizeof template_llama3_1},
    {"llama3.2", template_llama3_2, sizeof template_llama3_2},
    {"llama3.3", template_llama3_1, sizeof template_llama3_1},
    {"llama4", template_llama4, sizeof template_llama4},
    {"minimax-m2", template_minimax_m2, sizeof template_minimax_m2},
    {"mistral-tekken", template_mistral_tekken, sizeof template_mistral_tekken},
    {"mistral-v1", template_mistral_v1, sizeof template_mistral_v1},
    {"mistral-v11", template_mistral_v11, sizeof template_mistral_v11},
    {"mistral-v3", template_mistral_v3, sizeof template_mistral_v3},
    {"mistral-v7", template_mistral_v7, sizeof template_mistral_v7},
    {"phi3", template_phi3, sizeof template_phi3},
    {"phi4", template_phi4, sizeof template_phi4},
    {"qwen2.5", template_qwen2_5, sizeof template_qwen2_5},
    {"qwen3", template_qwen3, sizeof template_qwen3},
    {"qwen3-coder", template_qwen3_coder, sizeof template_qwen3_coder},
    {"qwen3.5", template_qwen3_5, sizeof template_qwen3_5},
    {"seed-oss", template_seed_oss, sizeof template_seed_oss},
    {"smollm3", template_smollm3, sizeof template_smollm3},
    {"zephyr", template_zephyr, sizeof template_zephyr},
};

const struct prep_template *prep_templates(void) { return table; }
size_t prep_template_count(void) { return sizeof table / sizeof *table; }
