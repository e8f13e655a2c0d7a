// The decoder of Brotli of the system.
#pragma once
#include <brotli/decode.h>
