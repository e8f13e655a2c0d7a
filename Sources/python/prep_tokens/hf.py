"""Tokenizers of transformers with prep doing the work: they stay what they are, and encode lists of texts many times faster."""

from __future__ import annotations

import os
import random
import tempfile
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .tokenizer import Tokenizer

_classes: dict[type, type] = {}


def accelerate(tokenizer: Any, check: int = 1000) -> Any:
    """Has prep do the work of a tokenizer of transformers: `accelerate(AutoTokenizer.from_pretrained(path))`.

    It is the same object, of a class below its own. Texts and lists of texts are encoded by prep, with padding, truncation, tensors and
    special tokens; pairs, words, offsets and whatever else there is goes the way it went. Results are the same; the tokenizer is returned
    as it is, with a warning that says why, where its vocabulary cannot be read or a text of the check has other ids.

    Args:
        tokenizer: A PreTrainedTokenizerFast.
        check: On how many texts ids are compared: tokens of the vocabulary, special tokens, and samples of many kinds.

    Returns:
        The tokenizer.
    """
    if hasattr(tokenizer, "_prep"):
        return tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return _refused(tokenizer, "it has no tokenizer of the library tokenizers")
    try:
        own = _opened(backend.to_str())
    except Exception as error:
        return _refused(tokenizer, str(error))
    kind = type(tokenizer)
    if kind not in _classes:
        _classes[kind] = _class_below(kind)
    samples = _samples(tokenizer, check)
    expected = [tokenizer(texts)["input_ids"] for texts in (samples,)][0]
    tokenizer._prep = own
    tokenizer.__class__ = _classes[kind]
    found = tokenizer(samples)["input_ids"]
    for text, one, other in zip(samples, expected, found):
        if list(one) != list(other):
            tokenizer.__class__ = kind
            del tokenizer._prep
            return _refused(tokenizer, "a text of the check has other ids: %r" % text[:80])
    return tokenizer


def patch_transformers(check: int = 1000) -> None:
    """Has `from_pretrained` of all fast tokenizers give accelerated ones."""
    from transformers import PreTrainedTokenizerFast

    patched: Any = PreTrainedTokenizerFast
    original = patched.from_pretrained.__func__
    if getattr(original, "_is_prep", False):
        return

    def from_pretrained(cls: Any, *arguments: Any, **options: Any) -> Any:
        return accelerate(original(cls, *arguments, **options), check)

    from_pretrained._is_prep = True  # type: ignore[attr-defined]
    patched.from_pretrained = classmethod(from_pretrained)


def as_hf(tokenizer: "Tokenizer", **options: Any) -> Any:
    """A PreTrainedTokenizerFast for a tokenizer of prep, which does its work."""
    from transformers import PreTrainedTokenizerFast

    from .commands import command

    with tempfile.TemporaryDirectory(prefix="prep-") as folder:
        path = os.path.join(folder, "tokenizer.json")
        pattern: dict[str, Any] = {} if tokenizer.pattern is None else {"pattern": tokenizer.pattern}
        command("tokenizer", "convert", tokenizer.source, output=path, quiet=True, **pattern)
        names = {value: name for name, value in tokenizer.special_tokens.items()}
        given = {
            "bos_token": tokenizer.begin, "eos_token": tokenizer.end, "pad_token": tokenizer.pad if tokenizer.pad is not None else tokenizer.end}
        tokens = {name: names[value] for name, value in given.items() if value is not None and value in names}
        kind: Any = PreTrainedTokenizerFast
        return accelerate(kind(tokenizer_file=path, **{**tokens, **options}))


def _refused(tokenizer: Any, reason: str) -> Any:
    warnings.warn("%s is not accelerated: %s" % (type(tokenizer).__name__, reason), stacklevel=3)
    return tokenizer


def _opened(text: str) -> "Tokenizer":
    from .tokenizer import Tokenizer

    with tempfile.TemporaryDirectory(prefix="prep-") as folder:
        path = os.path.join(folder, "tokenizer.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return Tokenizer(path)


def _samples(tokenizer: Any, count: int) -> list[str]:
    """Texts of many kinds, the same for the same vocabulary."""
    generator = random.Random(0)
    vocabulary = sorted(tokenizer.get_vocab())
    special = [str(token) for token in getattr(tokenizer, "all_special_tokens", [])]
    words = [
        "Hello", " world", "naïve", "日本語", "\n\n", "  ", "don't", "1234567", "👩‍👩‍👧", "\t", "ÀÉ", "<b>", "ﬁ", "\u00a0", "e\u0301", "'S", "…", ".", ""]
    samples = ["", " ", "\n", "a", "The quick brown fox."]
    while len(samples) < max(count, 5):
        pieces = []
        for _ in range(generator.randrange(1, 12)):
            kind = generator.randrange(10)
            if kind == 0 and special:
                pieces.append(generator.choice(special))
            elif kind < 5 and vocabulary:
                pieces.append(generator.choice(vocabulary).replace("Ġ", " ").replace("▁", " ").replace("##", ""))
            else:
                pieces.append(generator.choice(words))
        samples.append("".join(pieces))
    return samples


def _class_below(kind: type) -> type:
    """A class below that of a tokenizer, whose lists of texts are encoded by prep."""

    def one_way(name: str) -> Any:
        original = getattr(kind, name)

        def encode(self: Any, *arguments: Any, **options: Any) -> Any:
            def before() -> Any:
                return original(self, *arguments, **options)

            # transformers 4 gives the texts by name, and calls a batch of them otherwise.
            others = dict(options)
            names = [name for name in ("text", "batch_text_or_text_pairs") if name in others]
            texts = [*arguments, *(others.pop(name) for name in names)]
            made = _encoded(self, texts[0], others, before) if len(texts) == 1 else None
            return made if made is not None else before()

        return encode

    def reduce(self: Any) -> Any:
        plain: Any = object.__new__(kind)
        plain.__dict__.update({name: value for name, value in self.__dict__.items() if name != "_prep"})
        return accelerate, (plain, 0)

    members = {"__reduce__": reduce, "__doc__": kind.__doc__, "__module__": kind.__module__}
    for name in ("_encode_plus", "_batch_encode_plus"):  # the second one until transformers 4
        if hasattr(kind, name):
            members[name] = one_way(name)
    return type(kind.__name__, (kind,), members)


#: What the fast way knows, by what it is where it is not asked for.
_ASKED = {
    "text_pair": None, "is_split_into_words": False, "return_overflowing_tokens": False, "return_special_tokens_mask": False,
    "return_offsets_mapping": False,
}
_KNOWN = {
    "add_special_tokens", "padding_strategy", "truncation_strategy", "max_length", "stride", "pad_to_multiple_of", "padding_side", "return_tensors",
    "return_token_type_ids", "return_attention_mask", "return_length", "verbose", "split_special_tokens",
}


def _encoded(self: Any, text: Any, options: dict[str, Any], before: Any) -> Any:
    """What _encode_plus gives; None where it has to be done as before."""
    if any(options.get(name, value) != value for name, value in _ASKED.items()) or set(options) - _KNOWN - set(_ASKED):
        return None
    is_list = isinstance(text, (list, tuple))
    texts = list(text) if is_list else [text]
    if not all(type(one) is str for one in texts):
        return None
    truncation = getattr(options.get("truncation_strategy"), "value", options.get("truncation_strategy")) or "do_not_truncate"
    padding = getattr(options.get("padding_strategy"), "value", options.get("padding_strategy")) or "do_not_pad"
    longest: Any = options.get("max_length")
    wraps = options.get("add_special_tokens", True)
    around = len(self._prep._description["prefix"]) + len(self._prep._description["suffix"]) if wraps else 0
    if truncation != "do_not_truncate" and (longest is None or longest <= around or self.truncation_side != "right"):
        return None
    if truncation == "do_not_truncate" and padding == "max_length" and longest is None:
        return None
    splits = options.get("split_special_tokens")
    splits = self.split_special_tokens if splits is None else splits
    tensors = options.get("return_tensors")
    try:
        rows = self._prep.encode_batch(
            texts, special="text" if splits else "allow", wrap=wraps, longest=longest if truncation != "do_not_truncate" else None)
    except ValueError:
        return None
    names = self.model_input_names
    asks_mask, asks_types = options.get("return_attention_mask"), options.get("return_token_type_ids")
    has_mask = "attention_mask" in names if asks_mask is None else asks_mask
    has_types = "token_type_ids" in names if asks_types is None else asks_types
    ids: Any
    mask: Any
    if padding != "do_not_pad":
        if self.pad_token_id is None:
            return None
        width = int(rows.lengths.max()) if len(rows) else 0
        if padding == "max_length":
            width = max(width, longest)
        multiple = options.get("pad_to_multiple_of")
        if multiple:
            width = -(-width // multiple) * multiple
        ids, mask = rows.padded(width, side=options.get("padding_side") or self.padding_side, pad=self.pad_token_id)
        if tensors is None:
            ids, mask = ids.tolist(), mask.tolist()
        types: Any = [[self.pad_token_type_id if not one else 0 for one in row] for row in (mask.tolist() if tensors else mask)]
    else:
        ids = rows.tolist()
        mask = [[1] * len(row) for row in ids]
        types = [[0] * len(row) for row in ids]
        if tensors is not None and len({len(row) for row in ids}) > 1:
            return None
    data = {"input_ids": ids}
    if has_types:
        data["token_type_ids"] = types
    if has_mask:
        data["attention_mask"] = mask
    if options.get("return_length"):
        data["length"] = [len(row) for row in ids]
    if not is_list and tensors is None:
        data = {name: values[0] if isinstance(values[0], list) else values for name, values in data.items()}
    return _encoding_class()(data, tensors, before)


def _encoding_class() -> Any:
    """A BatchEncoding that asks the tokenizer of transformers where somebody asks for words, places or tokens."""
    if _encodings:
        return _encodings[0]
    from transformers import BatchEncoding

    class Encoding(BatchEncoding):
        def __init__(self, data: Any, tensors: Any, before: Any) -> None:
            self.__dict__["_before"] = before
            self.__dict__["_known"] = None
            super().__init__(data, tensor_type=tensors, n_sequences=1)

        @property
        def _encodings(self) -> Any:
            if self.__dict__["_known"] is None:
                self.__dict__["_known"] = self.__dict__["_before"]()._encodings
            return self.__dict__["_known"]

        @_encodings.setter
        def _encodings(self, value: Any) -> None:
            self.__dict__["_known"] = value

        def __reduce__(self) -> Any:
            return _plain, (dict(self.data),)

    Encoding.__name__ = Encoding.__qualname__ = "BatchEncoding"
    _encodings.append(Encoding)
    return Encoding


_encodings: list[Any] = []


def _plain(data: dict[str, Any]) -> Any:
    from transformers import BatchEncoding

    return BatchEncoding(data)
