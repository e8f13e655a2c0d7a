// prep.h: prep for programs in any language. Copyright (c) 2026 the authors of prep. MIT license: see LICENSE.
//
// Texts are UTF-8 that need not be valid; zero bytes are data. Arguments are only borrowed. What a function gives by `out` is the caller's
// until its _close, and pointers into it, or into what describes it, are good for as long. To close NULL does nothing.
//
// A function that can fail returns 0, or the exit status that the command line has for it: 64 wrong use, 65 bad data, 66 cannot be read, 69
// missing, 70 a fault of prep, 73 cannot be created, 74 reading or writing failed, 75 try again. It then fills *failure, unless that is NULL.
// Arguments that make no sense, NULL where something is needed among them, are wrong use; none ends the process.
//
// Threads may call everything at the same time, and share tokenizers, tokenizings and shard sets; a batch or bytes is for one at a time.
// When a call returns, none of its threads is left. Nothing is written to standard error, no signal is handled, no network used, and a
// process may fork at any moment, from any thread. prep_run alone is a program of its own.
#ifndef PREP_H
#define PREP_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// Functions, flags and members at the end of structs with a `size` are added and nothing else changes as long as this is 1; a program asks
// prep_abi() >= 1. Before a struct with a `size` is used, all of it is zero but this size.
#define PREP_ABI 1
uint32_t prep_abi(void);
const char *prep_version(void); // "0.1.0"
const char *prep_build(void);   // what the library is made of and runs on, as JSON

typedef struct prep_failure {
  int32_t status;
  char code[44];               // what is wrong, for programs: "special-token", never renamed
  char *message;               // what is wrong, for people: one line, without the path
  char *path;                  // the file concerned, or NULL
  int64_t line, column, index; // a place in the file, from 1, or 0; the number of the text, from 0, or -1
} prep_failure;
void prep_failure_clear(prep_failure *failure);

typedef struct prep_text {
  const uint8_t *bytes;
  size_t count;
} prep_text;

// ---- Tokenizers
typedef struct prep_tokenizer prep_tokenizer;
// `name` is what the command line takes for --tokenizer; options are NULL or JSON with long names of the command line: {"pattern":"cl100k"}.
int32_t prep_tokenizer_open(const char *name, const char *options, prep_tokenizer **out, prep_failure *failure);
void prep_tokenizer_close(prep_tokenizer *tokenizer);
// JSON: name, fingerprint, vocabulary_size, pattern, special_tokens, begin, end, pad, prefix, suffix, remarks. Made when first asked for.
const char *prep_tokenizer_description(const prep_tokenizer *tokenizer);
// Writes, as far as there is room, what all texts so far had that the vocabulary has no token for, in words; returns how many bytes these are.
size_t prep_tokenizer_lost(const prep_tokenizer *tokenizer, char *words, size_t room);
int64_t prep_token_id(const prep_tokenizer *tokenizer, prep_text bytes);        // of the token with exactly these bytes, or -1
prep_text prep_token_bytes(const prep_tokenizer *tokenizer, uint32_t id);       // of a token; NULL where there is none

// ---- Rows of token ids: row i is ids[offsets[i]] up to ids[offsets[i + 1]]
typedef struct prep_batch prep_batch;
typedef struct prep_rows {
  size_t size;
  size_t rows, tokens;
  const int64_t *offsets; // rows + 1
  const uint32_t *ids;
  // One a token; NULL where it was not asked for, or is not known:
  const uint32_t *begins, *ends; // the part of the text that it stands for, in bytes or characters
  const int32_t *words;          // the piece of the text that it is part of, from 0; -1 for what is put around
  const uint8_t *mask;           // 1 where it is learnt
  const float *weights;          // how much
  const int64_t *records;        // one a row: the number of the record
} prep_rows;
int32_t prep_batch_rows(const prep_batch *batch, prep_rows *rows);
// Fills rows of a matrix: ids with `pad` on one side, and where `attention` is not NULL, 1 for a token and 0 for a filler.
int32_t prep_batch_pad(const prep_batch *batch, size_t width, int64_t pad, int32_t on_the_left, int64_t *ids, int64_t *attention,
                       prep_failure *failure);
void prep_batch_close(prep_batch *batch);

enum {
  // Special tokens in texts: they are text, become their ids, are refused, or those of `allowed` become their ids.
  PREP_SPECIAL_AS_TEXT = 0, PREP_SPECIAL_ALLOW = 1, PREP_SPECIAL_REFUSE = 2, PREP_SPECIAL_SOME = 3,
  PREP_WRAP = 4, // with the tokens that the vocabulary puts around a text
  PREP_BYTE_PLACES = 8, PREP_CHARACTER_PLACES = 16, PREP_WORDS = 32
};
typedef struct prep_encoding {
  size_t size;
  uint32_t flags;
  int32_t threads; // 0 is one for each processor
  int64_t longest; // the most tokens of a row, of which the last are left out; 0 is any number
  const char *const *allowed;
  size_t allowed_count;
} prep_encoding;
// Without options: special tokens are text, one thread.
int32_t prep_encode(const prep_tokenizer *tokenizer, const prep_text *texts, size_t count, const prep_encoding *options, prep_batch **out,
                    prep_failure *failure);
// One text into memory of the caller's: writes the first `room` ids and returns how many there are, or -1 - status. `flags` says what
// happens to special tokens. Fastest with room for a token a byte and 16 more.
int64_t prep_encode_text(const prep_tokenizer *tokenizer, prep_text text, uint32_t flags, uint32_t *ids, size_t room);
int32_t prep_count(const prep_tokenizer *tokenizer, const prep_text *texts, size_t count, const prep_encoding *options, int64_t *counts,
                   prep_failure *failure);

// ---- Bytes, one text after the other: text i is data[offsets[i]] up to data[offsets[i + 1]]
typedef struct prep_bytes prep_bytes;
int32_t prep_decode(const prep_tokenizer *tokenizer, const uint32_t *ids, const int64_t *offsets, size_t rows, int32_t skip_special,
                    prep_bytes **out, prep_failure *failure);
const uint8_t *prep_bytes_data(const prep_bytes *bytes, const int64_t **offsets, size_t *count);
void prep_bytes_close(prep_bytes *bytes);

// ---- Records: what `prep tokenize` does, in memory, with its long options as JSON: {"template":"chatml","mask":"assistant"}
typedef struct prep_tokenizing prep_tokenizing;
int32_t prep_tokenizing_open(const prep_tokenizer *tokenizer, const char *options, prep_tokenizing **out, prep_failure *failure);
void prep_tokenizing_close(prep_tokenizing *tokenizing);
// Records are JSON objects. With "on-invalid":"skip" bad ones are left out; `records` of the rows says which are there. A pair of answers
// gives two rows, the chosen one first.
int32_t prep_tokenize(const prep_tokenizing *tokenizing, const prep_text *records, size_t count, int32_t threads, prep_batch **out,
                      prep_failure *failure);
// The text of a record, as JSON: {"text":…,"spans":[{"begin":0,"end":5,"role":"user","weight":0,"message":0}]}; of a pair an array of two.
int32_t prep_render(const prep_tokenizing *tokenizing, prep_text record, prep_bytes **out, prep_failure *failure);

// ---- Shard sets: the index is read and checked when a set is opened, a shard when it is loaded
typedef struct prep_shards prep_shards;
int32_t prep_shards_open(const char *directory, prep_shards **out, prep_failure *failure);
void prep_shards_close(prep_shards *shards);
const char *prep_shards_description(const prep_shards *shards); // JSON: dataset_id, samples, tokens, shards
// A shard as trainers read it, without compression; sizes and checksums hold, or it fails with 65.
int32_t prep_shard_load(const prep_shards *shards, size_t ordinal, prep_bytes **out, prep_failure *failure);

// ---- The command line, for a process that is nothing else: it handles signals and ends with an exit status. The first word is the name.
int32_t prep_run(int32_t count, char **words);

#ifdef __cplusplus
}
#endif
#endif
