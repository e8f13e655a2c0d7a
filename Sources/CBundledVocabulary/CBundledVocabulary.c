#include "CBundledVocabulary.h"
