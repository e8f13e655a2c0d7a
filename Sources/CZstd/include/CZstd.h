// The zstd of the system, with the advanced (but stable since 1.4) streaming interface.
#pragma once
#include <zstd.h>
#include <zstd_errors.h>
