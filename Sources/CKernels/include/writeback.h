#ifndef PREP_WRITEBACK_H
#define PREP_WRITEBACK_H

#ifdef __cplusplus
extern "C" {
#endif

/// Has the system begin to write what it holds of a file to the disk, and does not wait. Does nothing where that cannot be asked for.
void prep_begin_writeback(int descriptor);

#ifdef __cplusplus
}
#endif

#endif
