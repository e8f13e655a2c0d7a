// CRC-32C (Castagnoli, reflected): with the SSE4.2 instruction where the processor has it, else by tables.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Continues a checksum over `count` bytes; begin with 0.
uint32_t prep_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by tables, eight bytes a step; what processors without the instruction run.
uint32_t prep_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

/// Whether this processor has the instruction: 1, or 0 for the tables.
int prep_crc32c_best(void);

#ifdef __cplusplus
}
#endif
