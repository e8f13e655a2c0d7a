// The zlib of the system.
#pragma once
#include <zlib.h>
