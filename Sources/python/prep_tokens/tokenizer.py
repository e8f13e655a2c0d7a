"""Tokenizers: text to ids and back."""

from __future__ import annotations

import codecs
import ctypes
import functools
import json
import os
import warnings
from typing import TYPE_CHECKING, Any, Iterable, Literal, Sequence, overload

from . import _errors
from ._library import Encoding, Handle, Text, call, library, opened, python

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from .ragged import Ragged
    from .records import Records

#: What happens to special tokens in texts: they are text, become their ids, are refused, or only those with these names become their ids.
Special = Literal["text", "allow", "refuse"] | Iterable[str]

_SPECIAL = {"text": 0, "allow": 1, "refuse": 2}
_WRAP, _BYTES, _CHARACTERS, _WORDS = 4, 8, 16, 32

#: About how many bytes one call of the library takes, so that Ctrl-C is heard between two.
_PIECE = 64 << 20


class Tokenizer:
    """A vocabulary with what is done to texts, ready to encode and decode.

    It never changes, threads share it, and a process that has one may fork.

    Args:
        name: What the command line takes for --tokenizer: a name (`prep-32k-v2`, `cl100k`, `gpt-4o`), a file, a folder as the Hub has them,
            or `VOCAB,MERGES`. Nothing is fetched.
        pattern: The split pattern, by name or as a regular expression, for a file that holds none.

    Raises:
        Missing: It is not on this machine; the message says where it can be had.
        BadData: The file is damaged, or of a kind that is not known.

    Examples:
        >>> tokenizer = Tokenizer("prep-8k")
        >>> ids = tokenizer.encode("Hello, world")
        >>> tokenizer.decode(ids)
        'Hello, world'
        >>> batch = tokenizer.encode_batch(["one", "one two"])
        >>> len(batch), batch.offsets[0]
        (2, np.int64(0))
    """

    def __init__(self, name: str | os.PathLike[str] = "prep-32k-v2", *, pattern: str | None = None) -> None:
        self.source = os.fspath(name)
        self.pattern = pattern
        options = json.dumps({"pattern": pattern}).encode() if pattern is not None else None
        self._handle = opened(library().prep_tokenizer_open, "prep_tokenizer_close", os.fsencode(self.source), options)
        self._told = 0
        self._known: dict[str, Any] | None = None
        functions = python()
        if functions is not None:
            # The same in C: it has no need of this object.
            fast = functions.prep_python_encode(self._handle.pointer, self._handle, functools.partial(_encode, self._handle))
            self.__dict__["encode"] = fast

    # What it is

    @property
    def _description(self) -> dict[str, Any]:
        if self._known is None:
            self._known = json.loads(library().prep_tokenizer_description(self._handle.pointer))
        return self._known

    @property
    def name(self) -> str:
        """The name that it was asked for, or that its file suggests."""
        return str(self._description["name"])

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of vocabulary, merges, pattern and special tokens, in hexadecimal."""
        return str(self._description["fingerprint"])

    @property
    def vocabulary_size(self) -> int:
        """The largest id plus one, special tokens included."""
        return int(self._description["vocabulary_size"])

    def __len__(self) -> int:
        return self.vocabulary_size

    @property
    def special_tokens(self) -> dict[str, int]:
        """The special tokens by name, with their ids."""
        return dict(self._description["special_tokens"])

    @property
    def begin(self) -> int | None:
        """The id before a text, where the vocabulary asks for one."""
        found: int | None = self._description["begin"]
        return found

    @property
    def end(self) -> int | None:
        """The id that ends a text."""
        found: int | None = self._description["end"]
        return found

    @property
    def pad(self) -> int | None:
        """The id that fills rows."""
        found: int | None = self._description["pad"]
        return found

    @property
    def remarks(self) -> list[str]:
        """What whoever reads it ought to hear: which file was taken, where files contradict each other."""
        return list(self._description["remarks"])

    def __repr__(self) -> str:
        return "<Tokenizer %s, %d tokens>" % (self.name, self.vocabulary_size)

    def __reduce__(self) -> Any:
        source = os.path.abspath(self.source) if os.path.exists(self.source) else self.source
        return _reopened, (source, self.pattern, self.fingerprint)

    def __copy__(self) -> "Tokenizer":
        return self

    def __deepcopy__(self, memo: Any) -> "Tokenizer":
        return self

    # Texts to ids

    def encode(self, text: str, *, special: Special = "text", wrap: bool = False) -> list[int]:
        """The ids of a text.

        Args:
            special: What happens to special tokens in the text; as a rule they are text, so that no text becomes a control token.
            wrap: Whether the tokens that the vocabulary puts around a text are put there, such as <s> and </s>.

        Raises:
            BadData: The text has a special token, and special is "refuse".
        """
        return _encode(self._handle, text, special=special, wrap=wrap)

    def encode_batch(
        self, texts: Any, *, special: Special = "text", wrap: bool = False, longest: int | None = None,
        offsets: Literal["bytes", "chars"] | None = None, words: bool = False, threads: int = 1,
    ) -> "Ragged":
        """The ids of several texts.

        Args:
            texts: A list of str or bytes, any iterable of such, or a column of strings of pyarrow, pandas or polars. Bytes are UTF-8 that
                need not be valid.
            longest: The most tokens of a row, of which the last of the text are left out.
            offsets: Whether each token's part of its text is told, in bytes or characters: `begins`, `ends` and `spans` of the rows.
            words: Whether it is told which piece of its text each token is part of.
            threads: How many threads encode, 0 being one a processor. The ids never depend on it.

        Raises:
            TypeError: Something is no text; the message says which.
            ValueError: A str has half of a surrogate pair.
            BadData: A text has a special token, and special is "refuse"; `index` says which text.
        """
        from . import _texts
        from .ragged import Ragged

        given = texts if isinstance(texts, _texts.Texts) else _texts.of(texts)
        options, kept = _options(special, wrap, longest, offsets, words, threads)
        parts = []
        for start, end in _pieces(given):
            part = given.part(start, end)
            try:
                batch = opened(
                    library().prep_encode, "prep_batch_close", self._handle.pointer, part.pointer, len(part), ctypes.byref(options))
            except _errors.PrepError as error:
                if error.index is not None:
                    error.index += start
                raise
            parts.append(Ragged._of_batch(batch, self._filler))
        del kept
        self._tell()
        rows = Ragged._joined(parts)
        # Rows without a token have their columns all the same.
        for wanted, columns in ((offsets, ("begins", "ends")), (words, ("words",))):
            for name in columns:
                if wanted and getattr(rows, name) is None:
                    setattr(rows, name, _empty(name))
        return rows

    @overload
    def count(self, texts: str | bytes, *, special: Special = "text", wrap: bool = False, threads: int = 1) -> int: ...
    @overload
    def count(self, texts: Sequence[Any], *, special: Special = "text", wrap: bool = False, threads: int = 1) -> "NDArray[Any]": ...
    def count(self, texts: Any, *, special: Special = "text", wrap: bool = False, threads: int = 1) -> Any:
        """How many tokens a text has, or each of several."""
        import numpy

        from . import _texts

        given = _texts.of([texts] if isinstance(texts, (str, bytes)) else texts)
        options, kept = _options(special, wrap, None, None, False, threads)
        counts = numpy.zeros(len(given), numpy.int64)
        for start, end in _pieces(given):
            part = given.part(start, end)
            call(
                library().prep_count, self._handle.pointer, part.pointer, len(part), ctypes.byref(options), counts[start:].ctypes.data)
        del kept
        return int(counts[0]) if isinstance(texts, (str, bytes)) else counts

    # Ids to texts

    @overload
    def decode(self, ids: Any, *, errors: Literal["bytes"], skip_special: bool = False) -> bytes: ...
    @overload
    def decode(self, ids: Any, *, errors: Literal["replace", "strict"] = "replace", skip_special: bool = False) -> str: ...
    def decode(self, ids: Any, *, errors: str = "replace", skip_special: bool = False) -> Any:
        """The text of ids.

        Args:
            ids: A list or an array of ids.
            errors: What becomes of bytes that are not UTF-8: "replace" gives U+FFFD, "strict" is a UnicodeDecodeError, and "bytes" has the
                bytes returned as they are.
            skip_special: Whether special tokens give nothing.

        Raises:
            UsageError: An id that the vocabulary does not have.
        """
        import numpy

        values = _ids(ids)
        offsets = numpy.array([0, len(values)], numpy.int64)
        try:
            return _decoded(self._decode(values, offsets, skip_special)[0], errors)
        except _errors.PrepError as error:
            error.index = None
            raise

    def decode_batch(self, rows: Any, *, errors: str = "replace", skip_special: bool = False) -> list[Any]:
        """The texts of rows of ids: what encode_batch gives, or a list of lists."""
        import numpy

        from .ragged import Ragged

        if isinstance(rows, Ragged):
            values, offsets = _ids(rows.ids), numpy.ascontiguousarray(rows.offsets, numpy.int64)
        else:
            lists = [_ids(row) for row in rows]
            values = numpy.concatenate(lists) if lists else numpy.empty(0, numpy.uint32)
            offsets = numpy.concatenate([numpy.zeros(1, numpy.int64), numpy.cumsum([len(row) for row in lists], dtype=numpy.int64)])
        return [_decoded(text, errors) for text in self._decode(values, offsets, skip_special)]

    def _decode(self, values: "NDArray[Any]", offsets: "NDArray[Any]", skip_special: bool) -> list[bytes]:
        handle = opened(
            library().prep_decode, "prep_bytes_close", self._handle.pointer, values.ctypes.data, offsets.ctypes.data, len(offsets) - 1,
            int(skip_special))
        ends, count = ctypes.c_void_p(), ctypes.c_size_t()
        data = library().prep_bytes_data(handle.pointer, ctypes.byref(ends), ctypes.byref(count))
        places = (ctypes.c_int64 * (count.value + 1)).from_address(ends.value or 0)[:]
        return [ctypes.string_at(data + start, end - start) if end > start else b"" for start, end in zip(places, places[1:])]

    def decode_stream(self, *, skip_special: bool = False) -> "DecodeStream":
        """Something that gives the text of ids that come one by one.

        Examples:
            >>> tokenizer = Tokenizer("prep-8k")
            >>> stream = tokenizer.decode_stream()
            >>> "".join([stream.append(id) for id in tokenizer.encode("naïve")] + [stream.finish()])
            'naïve'
        """
        return DecodeStream(self, skip_special)

    # Tokens

    def token_id(self, text: str | bytes) -> int | None:
        """The id of the token with exactly this text; None where there is none."""
        data = text.encode() if isinstance(text, str) else bytes(text)
        buffer = ctypes.create_string_buffer(data, len(data))
        found = library().prep_token_id(self._handle.pointer, Text(ctypes.addressof(buffer), len(data)))
        return None if found < 0 else int(found)

    def token_bytes(self, id: int) -> bytes:
        """The bytes of a token. Models that do not work on bytes have them as their file writes them.

        Raises:
            KeyError: An id that the vocabulary does not have.
        """
        number = id.__index__()
        found = library().prep_token_bytes(self._handle.pointer, number) if 0 <= number < 1 << 32 else Text()
        if not found.bytes:
            raise KeyError("the vocabulary has no token with the id %d" % number)
        return ctypes.string_at(found.bytes, found.count)

    # Records

    def records(self, **options: Any) -> "Records":
        """What makes tokens of records, as `prep tokenize` does, with its long options: `records(template="chatml", mask="assistant")`."""
        from .records import Records

        return Records(self, **options)

    def as_hf(self, **options: Any) -> Any:
        """A PreTrainedTokenizerFast of transformers for the same vocabulary, with this tokenizer doing the work. See accelerate."""
        from .hf import as_hf

        return as_hf(self, **options)

    @property
    def _filler(self) -> int | None:
        return self.pad if self.pad is not None else self.end

    def _tell(self) -> None:
        """Warns of what the vocabulary has no token for, when it grows."""
        size = library().prep_tokenizer_lost(self._handle.pointer, None, 0)
        if size != self._told:
            self._told = size
            words = ctypes.create_string_buffer(size)
            library().prep_tokenizer_lost(self._handle.pointer, words, size)
            warnings.warn("%s has no token for %s: left out" % (self.name, words.raw.decode("utf-8", "replace")), stacklevel=3)


class DecodeStream:
    """The text of ids that come one by one; the bytes of a character are held back until it is whole."""

    def __init__(self, tokenizer: Tokenizer, skip_special: bool = False) -> None:
        self._tokenizer = tokenizer
        self._skip = skip_special
        self._window: list[int] = []
        self._shown = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def append(self, id: int) -> str:
        """The text that a further id completes."""
        self._window.append(id)
        return self._show(False)

    def finish(self) -> str:
        """The rest: an unfinished character becomes U+FFFD."""
        return self._show(True) + self._decoder.decode(b"", True)

    def _show(self, is_last: bool) -> str:
        def text(ids: list[int]) -> bytes:
            return self._tokenizer.decode(ids, errors="bytes", skip_special=self._skip)

        before, now = text(self._window[: self._shown]), text(self._window)
        # Bytes that other bytes may still complete are U+FFFD in models whose tokens are no bytes.
        if not is_last and now.endswith(b"\xef\xbf\xbd") and len(self._window) - self._shown < 8:
            return ""
        added = now[len(before) :] if now.startswith(before) else text(self._window[self._shown :])
        if not added:
            return ""
        self._window = self._window[self._shown :]
        self._shown = len(self._window)
        return self._decoder.decode(added)


def _encode(handle: Handle, text: Any, *, special: Special = "text", wrap: bool = False) -> list[int]:
    """What encode does where its fast form cannot."""
    from . import _texts
    from .ragged import Ragged

    if not isinstance(text, (str, bytes)):
        raise TypeError("the text is %s, not a str" % _texts.describe(text))
    try:
        given = _texts.of([text])
    except ValueError as error:
        raise ValueError(str(error).replace("text 0", "the text", 1)) from None
    options, kept = _options(special, wrap, None, None, False, 1)
    try:
        batch = opened(library().prep_encode, "prep_batch_close", handle.pointer, given.pointer, 1, ctypes.byref(options))
    except _errors.PrepError as error:
        error.index = None
        raise
    del kept
    ids: list[int] = Ragged._of_batch(batch, None).ids.tolist()
    return ids


def _options(
    special: Any, wrap: bool, longest: int | None, offsets: str | None, words: bool, threads: int
) -> tuple[Encoding, Any]:
    options, kept = Encoding(size=ctypes.sizeof(Encoding)), None
    if isinstance(special, str):
        if special not in _SPECIAL:
            raise ValueError("special is %r, not 'text', 'allow', 'refuse' or names of special tokens" % special)
        options.flags = _SPECIAL[special]
    else:
        names = [name.encode() for name in special]
        kept = (ctypes.c_char_p * len(names))(*names)
        options.flags = 3
        options.allowed = kept
        options.allowed_count = len(names)
    if offsets not in (None, "bytes", "chars"):
        raise ValueError("offsets is %r, not 'bytes' or 'chars'" % (offsets,))
    options.flags |= (_WRAP if wrap else 0) | (_WORDS if words else 0) | {None: 0, "bytes": _BYTES, "chars": _CHARACTERS}[offsets]
    if longest is not None:
        if longest < 1:
            raise ValueError("longest is %d, not a number of tokens" % longest)
        options.longest = longest
    if not 0 <= threads <= 1024:
        raise ValueError("threads is %r, not 0 to 1024" % (threads,))
    options.threads = threads
    return options, kept


def _empty(name: str) -> "NDArray[Any]":
    import numpy

    return numpy.empty(0, numpy.int32 if name == "words" else numpy.uint32)


def _pieces(texts: Any) -> list[tuple[int, int]]:
    """Runs of texts that one call takes."""
    import numpy

    count = len(texts)
    ends = numpy.cumsum(texts.counts)
    if count == 0 or ends[-1] <= _PIECE:
        return [(0, count)]
    pieces, start, base = [], 0, 0
    while start < count:
        end = max(start + 1, int(numpy.searchsorted(ends, base + _PIECE, side="right")))
        pieces.append((start, end))
        start, base = end, int(ends[end - 1])
    return pieces


def _ids(values: Any) -> "NDArray[Any]":
    import numpy

    array = numpy.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError("ids are integers, not %s" % array.dtype)
    if array.size and (int(array.min()) < 0 or int(array.max()) >= 1 << 32):
        raise ValueError("an id is less than 0 or more than 32 bits")
    return numpy.ascontiguousarray(array.reshape(-1), numpy.uint32)


def _decoded(data: bytes, errors: str) -> Any:
    if errors == "bytes":
        return data
    if errors not in ("replace", "strict"):
        raise ValueError("errors is %r, not 'replace', 'strict' or 'bytes'" % errors)
    return data.decode("utf-8", errors)


def _reopened(source: str, pattern: str | None, fingerprint: str) -> Tokenizer:
    tokenizer = Tokenizer(source, pattern=pattern)
    if tokenizer.fingerprint != fingerprint:
        raise _errors.BadData("has changed since the tokenizer was pickled", path=source, code="changed-tokenizer")
    return tokenizer
