#include "CManualPages.h"

static const unsigned char prep_1[] = {
#embed "../../man/prep.1"
};
static const unsigned char prep_compatibility_7[] = {
#embed "../../man/prep-compatibility.7"
};
static const unsigned char prep_completions_1[] = {
#embed "../../man/prep-completions.1"
};
static const unsigned char prep_convert_1[] = {
#embed "../../man/prep-convert.1"
};
static const unsigned char prep_count_1[] = {
#embed "../../man/prep-count.1"
};
static const unsigned char prep_decode_1[] = {
#embed "../../man/prep-decode.1"
};
static const unsigned char prep_decontaminate_1[] = {
#embed "../../man/prep-decontaminate.1"
};
static const unsigned char prep_dedup_apply_1[] = {
#embed "../../man/prep-dedup-apply.1"
};
static const unsigned char prep_dedup_decide_1[] = {
#embed "../../man/prep-dedup-decide.1"
};
static const unsigned char prep_dedup_group_1[] = {
#embed "../../man/prep-dedup-group.1"
};
static const unsigned char prep_dedup_sign_1[] = {
#embed "../../man/prep-dedup-sign.1"
};
static const unsigned char prep_dedup_verify_1[] = {
#embed "../../man/prep-dedup-verify.1"
};
static const unsigned char prep_dedup_1[] = {
#embed "../../man/prep-dedup.1"
};
static const unsigned char prep_doctor_1[] = {
#embed "../../man/prep-doctor.1"
};
static const unsigned char prep_encode_1[] = {
#embed "../../man/prep-encode.1"
};
static const unsigned char prep_export_1[] = {
#embed "../../man/prep-export.1"
};
static const unsigned char prep_filter_1[] = {
#embed "../../man/prep-filter.1"
};
static const unsigned char prep_fix_1[] = {
#embed "../../man/prep-fix.1"
};
static const unsigned char prep_format_1[] = {
#embed "../../man/prep-format.1"
};
static const unsigned char prep_join_1[] = {
#embed "../../man/prep-join.1"
};
static const unsigned char prep_manual_1[] = {
#embed "../../man/prep-manual.1"
};
static const unsigned char prep_merge_1[] = {
#embed "../../man/prep-merge.1"
};
static const unsigned char prep_mix_1[] = {
#embed "../../man/prep-mix.1"
};
static const unsigned char prep_pack_1[] = {
#embed "../../man/prep-pack.1"
};
static const unsigned char prep_part_1[] = {
#embed "../../man/prep-part.1"
};
static const unsigned char prep_recipe_5[] = {
#embed "../../man/prep-recipe.5"
};
static const unsigned char prep_records_5[] = {
#embed "../../man/prep-records.5"
};
static const unsigned char prep_repack_1[] = {
#embed "../../man/prep-repack.1"
};
static const unsigned char prep_report_1[] = {
#embed "../../man/prep-report.1"
};
static const unsigned char prep_report_add_1[] = {
#embed "../../man/prep-report-add.1"
};
static const unsigned char prep_run_1[] = {
#embed "../../man/prep-run.1"
};
static const unsigned char prep_sample_1[] = {
#embed "../../man/prep-sample.1"
};
static const unsigned char prep_scale_7[] = {
#embed "../../man/prep-scale.7"
};
static const unsigned char prep_shard_1[] = {
#embed "../../man/prep-shard.1"
};
static const unsigned char prep_shards_5[] = {
#embed "../../man/prep-shards.5"
};
static const unsigned char prep_shuffle_1[] = {
#embed "../../man/prep-shuffle.1"
};
static const unsigned char prep_sniff_1[] = {
#embed "../../man/prep-sniff.1"
};
static const unsigned char prep_split_1[] = {
#embed "../../man/prep-split.1"
};
static const unsigned char prep_stats_merge_1[] = {
#embed "../../man/prep-stats-merge.1"
};
static const unsigned char prep_stats_1[] = {
#embed "../../man/prep-stats.1"
};
static const unsigned char prep_templates_1[] = {
#embed "../../man/prep-templates.1"
};
static const unsigned char prep_tokenize_1[] = {
#embed "../../man/prep-tokenize.1"
};
static const unsigned char prep_tokenizer_check_1[] = {
#embed "../../man/prep-tokenizer-check.1"
};
static const unsigned char prep_tokenizer_convert_1[] = {
#embed "../../man/prep-tokenizer-convert.1"
};
static const unsigned char prep_tokenizer_list_1[] = {
#embed "../../man/prep-tokenizer-list.1"
};
static const unsigned char prep_tokenizer_prune_1[] = {
#embed "../../man/prep-tokenizer-prune.1"
};
static const unsigned char prep_tokenizer_show_1[] = {
#embed "../../man/prep-tokenizer-show.1"
};
static const unsigned char prep_tokenizer_1[] = {
#embed "../../man/prep-tokenizer.1"
};
static const unsigned char prep_tokens_5[] = {
#embed "../../man/prep-tokens.5"
};
static const unsigned char prep_train_count_1[] = {
#embed "../../man/prep-train-count.1"
};
static const unsigned char prep_train_merge_1[] = {
#embed "../../man/prep-train-merge.1"
};
static const unsigned char prep_train_1[] = {
#embed "../../man/prep-train.1"
};
static const unsigned char prep_validate_1[] = {
#embed "../../man/prep-validate.1"
};
static const unsigned char prep_verify_1[] = {
#embed "../../man/prep-verify.1"
};
static const unsigned char prep_view_1[] = {
#embed "../../man/prep-view.1"
};

static const struct {
  const char *name;
  const unsigned char *text;
  size_t size;
} pages[] = {
    {"prep.1", prep_1, sizeof prep_1},
    {"prep-compatibility.7", prep_compatibility_7, sizeof prep_compatibility_7},
    {"prep-completions.1", prep_completions_1, sizeof prep_completions_1},
    {"prep-convert.1", prep_convert_1, sizeof prep_convert_1},
    {"prep-count.1", prep_count_1, sizeof prep_count_1},
    {"prep-decode.1", prep_decode_1, sizeof prep_decode_1},
    {"prep-decontaminate.1", prep_decontaminate_1, sizeof prep_decontaminate_1},
    {"prep-dedup-apply.1", prep_dedup_apply_1, sizeof prep_dedup_apply_1},
    {"prep-dedup-decide.1", prep_dedup_decide_1, sizeof prep_dedup_decide_1},
    {"prep-dedup-group.1", prep_dedup_group_1, sizeof prep_dedup_group_1},
    {"prep-dedup-sign.1", prep_dedup_sign_1, sizeof prep_dedup_sign_1},
    {"prep-dedup-verify.1", prep_dedup_verify_1, sizeof prep_dedup_verify_1},
    {"prep-dedup.1", prep_dedup_1, sizeof prep_dedup_1},
    {"prep-doctor.1", prep_doctor_1, sizeof prep_doctor_1},
    {"prep-encode.1", prep_encode_1, sizeof prep_encode_1},
    {"prep-export.1", prep_export_1, sizeof prep_export_1},
    {"prep-filter.1", prep_filter_1, sizeof prep_filter_1},
    {"prep-fix.1", prep_fix_1, sizeof prep_fix_1},
    {"prep-format.1", prep_format_1, sizeof prep_format_1},
    {"prep-join.1", prep_join_1, sizeof prep_join_1},
    {"prep-manual.1", prep_manual_1, sizeof prep_manual_1},
    {"prep-merge.1", prep_merge_1, sizeof prep_merge_1},
    {"prep-mix.1", prep_mix_1, sizeof prep_mix_1},
    {"prep-pack.1", prep_pack_1, sizeof prep_pack_1},
    {"prep-part.1", prep_part_1, sizeof prep_part_1},
    {"prep-recipe.5", prep_recipe_5, sizeof prep_recipe_5},
    {"prep-records.5", prep_records_5, sizeof prep_records_5},
    {"prep-repack.1", prep_repack_1, sizeof prep_repack_1},
    {"prep-report-add.1", prep_report_add_1, sizeof prep_report_add_1},
    {"prep-report.1", prep_report_1, sizeof prep_report_1},
    {"prep-run.1", prep_run_1, sizeof prep_run_1},
    {"prep-sample.1", prep_sample_1, sizeof prep_sample_1},
    {"prep-scale.7", prep_scale_7, sizeof prep_scale_7},
    {"prep-shard.1", prep_shard_1, sizeof prep_shard_1},
    {"prep-shards.5", prep_shards_5, sizeof prep_shards_5},
    {"prep-shuffle.1", prep_shuffle_1, sizeof prep_shuffle_1},
    {"prep-sniff.1", prep_sniff_1, sizeof prep_sniff_1},
    {"prep-split.1", prep_split_1, sizeof prep_split_1},
    {"prep-stats-merge.1", prep_stats_merge_1, sizeof prep_stats_merge_1},
    {"prep-stats.1", prep_stats_1, sizeof prep_stats_1},
    {"prep-templates.1", prep_templates_1, sizeof prep_templates_1},
    {"prep-tokenize.1", prep_tokenize_1, sizeof prep_tokenize_1},
    {"prep-tokenizer-check.1", prep_tokenizer_check_1, sizeof prep_tokenizer_check_1},
    {"prep-tokenizer-convert.1", prep_tokenizer_convert_1, sizeof prep_tokenizer_convert_1},
    {"prep-tokenizer-list.1", prep_tokenizer_list_1, sizeof prep_tokenizer_list_1},
    {"prep-tokenizer-prune.1", prep_tokenizer_prune_1, sizeof prep_tokenizer_prune_1},
    {"prep-tokenizer-show.1", prep_tokenizer_show_1, sizeof prep_tokenizer_show_1},
    {"prep-tokenizer.1", prep_tokenizer_1, sizeof prep_tokenizer_1},
    {"prep-tokens.5", prep_tokens_5, sizeof prep_tokens_5},
    {"prep-train-count.1", prep_train_count_1, sizeof prep_train_count_1},
    {"prep-train-merge.1", prep_train_merge_1, sizeof prep_train_merge_1},
    {"prep-train.1", prep_train_1, sizeof prep_train_1},
    {"prep-validate.1", prep_validate_1, sizeof prep_validate_1},
    {"prep-verify.1", prep_verify_1, sizeof prep_verify_1},
    {"prep-view.1", prep_view_1, sizeof prep_view_1},
};

size_t prep_manual_page_count(void) { return sizeof pages / sizeof pages[0]; }

const char *prep_manual_page_name(size_t index) { return pages[index].name; }

const void *prep_manual_page(size_t index, size_t *size) {
  *size = pages[index].size;
  return pages[index].text;
}
