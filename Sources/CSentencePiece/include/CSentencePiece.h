// What is used of SentencePiece (github.com/google/sentencepiece), in C.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csp_processor csp_processor;

// A model, or NULL when the file is none; csp_close ends it.
csp_processor *csp_open(const char *path);
void csp_close(csp_processor *processor);

// Number of pieces.
int32_t csp_size(const csp_processor *processor);

// The pieces of a text as numbers, in memory that is given back by csp_free; NULL when there is no
// answer. May be called by several threads at once.
int32_t *csp_encode(
    const csp_processor *processor, const char *text, size_t length, ptrdiff_t *count);
void csp_free(int32_t *pieces);

#ifdef __cplusplus
}
#endif
