// C leaf kernels: pure functions over buffers that need instructions Swift does not reach, without state or allocation; and what Swift cannot
// call of the system.
#pragma once
#include "crash.h"
#include "crc32c.h"
#include "cuts.h"
#include "folding.h"
#include "lines.h"
#include "merge.h"
#include "json_index.h"
#include "pieces.h"
#include "prefetch.h"
#include "processor.h"
#include "quote.h"
#include "sha256.h"
#include "split.h"
#include "start.h"
#include "xxh64.h"
#include "writeback.h"
