#include "CSentencePiece.h"

#include <sentencepiece_processor.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

struct csp_processor {
  sentencepiece::SentencePieceProcessor processor;
};

// No exception may leave C++.
csp_processor *csp_open(const char *path) try {
  auto *processor = new csp_processor;
  if (processor->processor.Load(path).ok()) return processor;
  delete processor;
  return nullptr;
} catch (...) {
  return nullptr;
}

void csp_close(csp_processor *processor) { delete processor; }

int32_t csp_size(const csp_processor *processor) { return processor->processor.GetPieceSize(); }

int32_t *csp_encode(
    const csp_processor *processor, const char *text, size_t length, ptrdiff_t *count) try {
  std::vector<int> pieces;
  if (!processor->processor.Encode(std::string(text, length), &pieces).ok()) return nullptr;
  auto *result = static_cast<int32_t *>(std::malloc((pieces.size() + 1) * sizeof(int32_t)));
  if (!result) return nullptr;
  for (size_t i = 0; i < pieces.size(); i++) result[i] = pieces[i];
  *count = static_cast<ptrdiff_t>(pieces.size());
  return result;
} catch (...) {
  return nullptr;
}

void csp_free(int32_t *pieces) { std::free(pieces); }
