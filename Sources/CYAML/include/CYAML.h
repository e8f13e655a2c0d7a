// The libyaml of the system.
#pragma once
#include <yaml.h>
