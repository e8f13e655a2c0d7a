"""Writes what our templates come to in tokens, as Hugging Face's engine and tokenizers have it: ids, and which of them are learnt.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2
  ENV/bin/python Tests/Conformance/template_tokens.py > Fixtures/templates/tokens.jsonl

The conversations are those of Fixtures/templates/renderings.jsonl. The tokenizer is prep-8k with the control tokens of the first line
added. Names of control tokens in contents are hidden from the template and from the tokenizer, so that they stay text; where a
conversation has none, the ids have to be those of apply_chat_template(tokenize=True). A token is learnt when its first or last character lies
in what the template marks, as assistant_masks of transformers has it.
"""
import datetime, json, os, re, sys
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils
from transformers.utils.chat_template_utils import render_jinja_template


class Day(datetime.datetime):
    """The date that templates write."""

    @classmethod
    def now(cls, zone=None): return cls(2026, 11, 25)


chat_template_utils.datetime = Day

NAMES = ["<s>", "</s>", "<unk>", "<pad>", "<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "[INST]", "[/INST]",
         "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_CALLS]", "[TOOL_RESULTS]",
         "[/TOOL_RESULTS]", "[TOOL_CONTENT]"]
folder = "Sources/CBundledTemplates/templates/"
sources = {name[:-6]: open(folder + name, encoding="utf-8").read() for name in sorted(os.listdir(folder)) if name.endswith(".jinja")}
for source in sources.values(): NAMES += re.findall(r"<\|[A-Za-z0-9_]+\|>", source)
for source in sources.values(): NAMES += re.findall(r"<｜[^\s<>｜]+｜>|<\|?[a-z_]+\|>|<\|[a-z_]+>|</?seed:[a-z_]+>|\[CALL_ID\]|\[ARGS\]|<BOS_TOKEN>|\[gMASK\]|<sop>", source)
# Offsets with the blanks that tokens begin with.
vocabulary = json.loads(open("vocab/prep-8k/tokenizer.json", encoding="utf-8").read().replace('"trim_offsets": true', '"trim_offsets": false'))
base = Tokenizer.from_str(json.dumps({**vocabulary, "added_tokens": []}))
known = {token["content"] for token in vocabulary["added_tokens"]}
added = [name for name in dict.fromkeys(NAMES) if name not in known]
first = max([token["id"] for token in vocabulary["added_tokens"]] + list(vocabulary["model"]["vocab"].values())) + 1
for number, name in enumerate(added):
    vocabulary["added_tokens"].append({"id": first + number, "content": name, "single_word": False, "lstrip": False, "rstrip": False,
                                       "normalized": False, "special": True})
controls = {token["content"]: token["id"] for token in vocabulary["added_tokens"]}
pattern = re.compile("(" + "|".join(re.escape(name) for name in sorted(controls, key=len, reverse=True)) + ")")
whole = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(json.dumps(vocabulary)), bos_token="<s>", eos_token="</s>",
                                unk_token="<unk>", pad_token="<pad>")
tokens = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def hidden(value, names):
    """The value with names of control tokens in its texts replaced by characters for private use."""
    if isinstance(value, str): return pattern.sub(lambda found: names.append(found[0]) or chr(0xE000 + len(names) - 1), value)
    if isinstance(value, list): return [hidden(item, names) for item in value]
    if isinstance(value, dict): return {key: item if key == "role" else hidden(item, names) for key, item in value.items()}
    return value


def encode(text, spans, names):
    """Ids, and 1 for each that ends in the spans, which count characters of the text."""
    learnt = [False] * len(text)
    for start, end in spans: learnt[start:end] = [True] * (end - start)
    ids, mask, place = [], [], 0
    for part in pattern.split(text):
        if part in controls:
            ids.append(controls[part])
            mask.append(int(all(learnt[place:place + len(part)])))
        elif part:
            shown, flags = "", []
            for offset, character in enumerate(part):
                piece = names[ord(character) - 0xE000] if 0xE000 <= ord(character) < 0xE000 + len(names) else character
                shown += piece
                flags += [learnt[place + offset]] * len(piece)
            encoding = base.encode(shown, add_special_tokens=False)
            ids += encoding.ids
            mask += [int(start < end and (flags[start] or flags[end - 1])) for start, end in encoding.offsets]
        place += len(part)
    return ids, mask


def ranges(mask):
    text = "".join(map(str, mask))
    return [list(found.span()) for found in re.finditer("1+", text)]


print(json.dumps({"tokenizer": "prep-8k", "added": added}))
chats = list(dict.fromkeys(json.dumps(json.loads(line)["chat"]) for line in open("Fixtures/templates/renderings.jsonl", encoding="utf-8")))
checked = written = 0
for name, source in sources.items():
    for chat in map(json.loads, chats):
        names = []
        safe = hidden(chat, names)
        try:
            texts, marks = render_jinja_template([safe["messages"]], tools=safe.get("tools"), chat_template=source,
                                                 return_assistant_tokens_mask=True, **tokens)
        except Exception: continue
        ids, mask = encode(texts[0], marks[0], names)
        if not names:
            whole.chat_template = source
            theirs = whole.apply_chat_template(chat["messages"], tools=chat.get("tools"), return_dict=True)["input_ids"]
            if list(theirs) != ids: sys.exit(f"{name}: {chat}: {theirs} are not {ids}")
            checked += 1
        print(json.dumps({"template": name, "chat": chat, "ids": ids, "learnt": ranges(mask)}, ensure_ascii=False))
        written += 1
print(f"{written} conversations, {checked} of them held against apply_chat_template", file=sys.stderr)
