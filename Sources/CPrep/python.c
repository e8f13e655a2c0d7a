// The texts of Python's objects without copies, and encode(text) as a builtin: through functions of CPython's stable interface (3.10), which are
// taken weakly, so that the same library works in every Python and where there is none.
#include "prep_python.h"
#include <stdlib.h>

typedef struct _object PyObject;
typedef intptr_t Py_ssize_t;
typedef PyObject *(*Function)(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names);
typedef struct {
  const char *name;
  void (*function)(void);
  int flags;
  const char *documentation;
} PyMethodDef;
enum { METH_KEYWORDS = 0x0002, METH_FASTCALL = 0x0080 };

#define WEAK extern __attribute__((weak))
WEAK const char *PyUnicode_AsUTF8AndSize(PyObject *, Py_ssize_t *);
WEAK int PyBytes_AsStringAndSize(PyObject *, char **, Py_ssize_t *);
WEAK PyObject *PyTuple_GetItem(PyObject *, Py_ssize_t);
WEAK PyObject *PyTuple_New(Py_ssize_t);
WEAK int PyTuple_SetItem(PyObject *, Py_ssize_t, PyObject *);
WEAK Py_ssize_t PyTuple_Size(PyObject *);
WEAK PyObject *PyDict_New(void);
WEAK int PyDict_SetItem(PyObject *, PyObject *, PyObject *);
WEAK PyObject *PyList_New(Py_ssize_t);
WEAK int PyList_SetItem(PyObject *, Py_ssize_t, PyObject *);
WEAK PyObject *PyLong_FromLong(long);
WEAK PyObject *PyObject_Call(PyObject *, PyObject *, PyObject *);
WEAK PyObject *PyCFunction_NewEx(PyMethodDef *, PyObject *, PyObject *);
WEAK PyObject *PyCapsule_New(void *, const char *, void (*)(PyObject *));
WEAK void *PyCapsule_GetPointer(PyObject *, const char *);
WEAK void *PyEval_SaveThread(void);
WEAK void PyEval_RestoreThread(void *);
WEAK void PyErr_Clear(void);
WEAK PyObject *PyErr_NoMemory(void);
WEAK void Py_IncRef(PyObject *);
WEAK void Py_DecRef(PyObject *);

int32_t prep_python_found(void) {
  return PyUnicode_AsUTF8AndSize && PyBytes_AsStringAndSize && PyTuple_GetItem && PyTuple_New && PyTuple_SetItem && PyTuple_Size &&
         PyDict_New && PyDict_SetItem && PyList_New && PyList_SetItem && PyLong_FromLong && PyObject_Call && PyCFunction_NewEx &&
         PyCapsule_New && PyCapsule_GetPointer && PyEval_SaveThread && PyEval_RestoreThread && PyErr_Clear && PyErr_NoMemory &&
         Py_IncRef && Py_DecRef;
}

// What the object holds; 0 when it is no string that has UTF-8, and no bytes. `is_bytes` is what the one before was.
static int text_of(PyObject *object, prep_text *text, int *is_bytes) {
  for (int attempt = 0; attempt < 2; attempt++) {
    Py_ssize_t count = 0;
    if (*is_bytes) {
      char *bytes = 0;
      if (PyBytes_AsStringAndSize(object, &bytes, &count) == 0) {
        *text = (prep_text){(const uint8_t *)bytes, (size_t)count};
        return 1;
      }
    } else {
      const char *bytes = PyUnicode_AsUTF8AndSize(object, &count);
      if (bytes) {
        *text = (prep_text){(const uint8_t *)bytes, (size_t)count};
        return 1;
      }
    }
    PyErr_Clear();
    *is_bytes = !*is_bytes;
  }
  return 0;
}

int64_t prep_python_texts(void *tuple, prep_text *texts, int64_t count) {
  if (!prep_python_found() || !tuple || !texts) return 0;
  int is_bytes = 0;
  for (int64_t i = 0; i < count; i++) {
    PyObject *object = PyTuple_GetItem(tuple, i);
    if (!object || !text_of(object, texts + i, &is_bytes)) {
      PyErr_Clear();
      return i;
    }
  }
  return count;
}

typedef struct {
  const prep_tokenizer *tokenizer;
  PyObject *keep, *otherwise;
} Encode;

static const char capsule_name[] = "prep_tokens.encode";

static void close_encode(PyObject *capsule) {
  Encode *encode = PyCapsule_GetPointer(capsule, capsule_name);
  if (!encode) return;
  Py_DecRef(encode->keep);
  Py_DecRef(encode->otherwise);
  free(encode);
}

// Calls the function that takes everything.
static PyObject *call_otherwise(Encode *encode, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  PyObject *all = PyTuple_New(count), *named = 0, *result = 0;
  if (!all) return 0;
  for (Py_ssize_t i = 0; i < count; i++) {
    Py_IncRef(arguments[i]);
    PyTuple_SetItem(all, i, arguments[i]);
  }
  if (names) {
    named = PyDict_New();
    if (!named) goto done;
    const Py_ssize_t name_count = PyTuple_Size(names);
    for (Py_ssize_t i = 0; i < name_count; i++) {
      if (PyDict_SetItem(named, PyTuple_GetItem(names, i), arguments[count + i])) goto done;
    }
  }
  result = PyObject_Call(encode->otherwise, all, named);
done:
  Py_DecRef(all);
  if (named) Py_DecRef(named);
  return result;
}

static PyObject *encode_text(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  enum { FEW = 1024, LONG = 16384, SPARE = 16 };
  Encode *encode = PyCapsule_GetPointer(self, capsule_name);
  if (!encode) return 0;
  if (count != 1 || names) return call_otherwise(encode, arguments, count, names);
  Py_ssize_t length = 0;
  const char *bytes = PyUnicode_AsUTF8AndSize(arguments[0], &length);
  if (!bytes) {
    PyErr_Clear();
    return call_otherwise(encode, arguments, count, names);
  }
  const prep_text text = {(const uint8_t *)bytes, (size_t)length};
  uint32_t few[FEW + SPARE], *ids = few;
  size_t room = FEW + SPARE;
  if (length > FEW) {
    room = (size_t)length + SPARE;
    ids = malloc(room * sizeof *ids);
    if (!ids) return PyErr_NoMemory();
  }
  void *state = length > LONG ? PyEval_SaveThread() : 0;
  const int64_t made = prep_encode_text(encode->tokenizer, text, PREP_SPECIAL_AS_TEXT, ids, room);
  if (state) PyEval_RestoreThread(state);
  PyObject *list = 0;
  if (made < 0 || (size_t)made > room) {
    // It says what is wrong, or has more room.
    list = call_otherwise(encode, arguments, count, names);
  } else {
    list = PyList_New((Py_ssize_t)made);
    for (int64_t i = 0; list && i < made; i++) {
      PyObject *number = PyLong_FromLong((long)ids[i]);
      if (!number || PyList_SetItem(list, (Py_ssize_t)i, number)) {
        Py_DecRef(list);
        list = 0;
      }
    }
  }
  if (ids != few) free(ids);
  return list;
}

static PyMethodDef encode_method = {
    "encode", (void (*)(void))(Function)encode_text, METH_FASTCALL | METH_KEYWORDS,
    "encode(text, *, special='text', wrap=False)\n--\n\nThe ids of a text, as a list of ints."};

void *prep_python_encode(const prep_tokenizer *tokenizer, void *keep, void *otherwise) {
  if (!prep_python_found() || !tokenizer || !keep || !otherwise) return 0;
  Encode *encode = malloc(sizeof *encode);
  if (!encode) return PyErr_NoMemory();
  *encode = (Encode){tokenizer, keep, otherwise};
  Py_IncRef(keep);
  Py_IncRef(otherwise);
  PyObject *capsule = PyCapsule_New(encode, capsule_name, close_encode);
  if (!capsule) {
    Py_DecRef(keep);
    Py_DecRef(otherwise);
    free(encode);
    return 0;
  }
  PyObject *function = PyCFunction_NewEx(&encode_method, capsule, 0);
  Py_DecRef(capsule);
  return function;
}
