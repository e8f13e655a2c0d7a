"""Writes what our templates print, as transformers has it: Fixtures/templates/renderings.jsonl.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2
  ENV/bin/python Tests/Conformance/template_renderings.py > renderings.jsonl

Each line has the name of a template, a conversation of the present file, whether an answer is asked for, and the text with the spans
that the template marks, in characters; or an error. Members of messages that are null are left out, as apply_chat_template does it.
"""
import datetime, json, os
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers.utils import chat_template_utils
from transformers.utils.chat_template_utils import render_jinja_template


class Day(datetime.datetime):
    """The date that templates write."""

    @classmethod
    def now(cls, zone=None): return cls(2026, 11, 25)


chat_template_utils.datetime = Day
folder = "Sources/CBundledTemplates/templates/"
tokens = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
chats = [json.loads(text) for text in dict.fromkeys(json.dumps(json.loads(line)["chat"]) for line in open("Fixtures/templates/renderings.jsonl", encoding="utf-8"))]


def rendered(source, chat, prompt):
    messages = [{key: value for key, value in message.items() if value is not None} for message in chat["messages"]]
    try:
        texts, marks = render_jinja_template([messages], tools=chat.get("tools"), chat_template=source, return_assistant_tokens_mask=True,
                                             add_generation_prompt=prompt, **tokens)
    except Exception as error: return {"error": f"{type(error).__name__}: {error}"}
    return {"text": texts[0], "spans": [list(span) for span in marks[0]]}


for name in sorted(name[:-6] for name in os.listdir(folder) if name.endswith(".jinja")):
    source = open(folder + name + ".jinja", encoding="utf-8").read()
    for chat in chats:
        for prompt in (False, True):
            print(json.dumps({"template": name, "chat": chat, "prompt": prompt, **rendered(source, chat, prompt)}, ensure_ascii=False))
