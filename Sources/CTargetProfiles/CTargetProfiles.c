#include "CTargetProfiles.h"

static const unsigned char general[] = {
#embed "profiles/general.json"
};
static const unsigned char azure_chat[] = {
#embed "profiles/azure-chat.json"
};
static const unsigned char azure_dpo[] = {
#embed "profiles/azure-dpo.json"
};
static const unsigned char azure_rft[] = {
#embed "profiles/azure-rft.json"
};
static const unsigned char vertex_gemini_preference[] = {
#embed "profiles/vertex-gemini-preference.json"
};
static const unsigned char bedrock_claude[] = {
#embed "profiles/bedrock-claude.json"
};
static const unsigned char bedrock_nova[] = {
#embed "profiles/bedrock-nova.json"
};
static const unsigned char fireworks[] = {
#embed "profiles/fireworks.json"
};
static const unsigned char mistral[] = {
#embed "profiles/mistral.json"
};
static const unsigned char mlx[] = {
#embed "profiles/mlx.json"
};
static const unsigned char openai_chat[] = {
#embed "profiles/openai-chat.json"
};
static const unsigned char openai_completion[] = {
#embed "profiles/openai-completion.json"
};
static const unsigned char openai_dpo[] = {
#embed "profiles/openai-dpo.json"
};
static const unsigned char openai_rft[] = {
#embed "profiles/openai-rft.json"
};
static const unsigned char together[] = {
#embed "profiles/together.json"
};
static const unsigned char trl_dpo[] = {
#embed "profiles/trl-dpo.json"
};
static const unsigned char trl_kto[] = {
#embed "profiles/trl-kto.json"
};
static const unsigned char trl_sft[] = {
#embed "profiles/trl-sft.json"
};
static const unsigned char trl_grpo[] = {
#embed "profiles/trl-grpo.json"
};
static const unsigned char vertex_gemini[] = {
#embed "profiles/vertex-gemini.json"
};
static const unsigned char megatron_sft[] = {
#embed "profiles/megatron-sft.json"
};
static const unsigned char llama_factory[] = {
#embed "profiles/llama-factory.json"
};
static const unsigned char axolotl[] = {
#embed "profiles/axolotl.json"
};

static const struct {
  const unsigned char *text;
  size_t size;
} profiles[] = {
    {general, sizeof general},
    {azure_chat, sizeof azure_chat},
    {azure_dpo, sizeof azure_dpo},
    {azure_rft, sizeof azure_rft},
    {axolotl, sizeof axolotl},
    {bedrock_claude, sizeof bedrock_claude},
    {bedrock_nova, sizeof bedrock_nova},
    {fireworks, sizeof fireworks},
    {llama_factory, sizeof llama_factory},
    {megatron_sft, sizeof megatron_sft},
    {mistral, sizeof mistral},
    {mlx, sizeof mlx},
    {openai_chat, sizeof openai_chat},
    {openai_completion, sizeof openai_completion},
    {openai_dpo, sizeof openai_dpo},
    {openai_rft, sizeof openai_rft},
    {together, sizeof together},
    {trl_dpo, sizeof trl_dpo},
    {trl_grpo, sizeof trl_grpo},
    {trl_kto, sizeof trl_kto},
    {trl_sft, sizeof trl_sft},
    {vertex_gemini, sizeof vertex_gemini},
    {vertex_gemini_preference, sizeof vertex_gemini_preference},
};

size_t prep_target_profile_count(void) { return sizeof profiles / sizeof profiles[0]; }

const void *prep_target_profile(size_t index, size_t *size) {
  *size = profiles[index].size;
  return profiles[index].text;
}
