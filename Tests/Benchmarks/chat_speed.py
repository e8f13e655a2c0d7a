"""Times chats to tokens: `prep tokenize --template` beside the same text without a template, and beside Hugging Face's tokenization.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2
  ENV/bin/python Tests/Benchmarks/chat_speed.py PREP tokenizer.json template.jinja chats.jsonl [repetitions]

Hugging Face does what TRL does for `assistant_only_loss`: it renders each chat with its template and asks for ids and mask, in two
processes, with what reading the lines takes. User seconds on one thread compare chats with plain text; wall seconds on two threads
compare with Hugging Face. The best of the repetitions counts.
"""
import json, multiprocessing, os, resource, subprocess, sys, tempfile, time
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
prep, tokenizer, template, path = sys.argv[1:5]
repetitions = int(sys.argv[5]) if len(sys.argv) > 5 else 3


def start():
    global hf
    from transformers import PreTrainedTokenizerFast
    hf = PreTrainedTokenizerFast(tokenizer_file=tokenizer, eos_token="</s>")
    hf.chat_template = open(template, encoding="utf-8").read()


def tokenize(line):
    out = hf.apply_chat_template(json.loads(line)["messages"], return_dict=True, return_assistant_tokens_mask=True)
    return len(out["input_ids"])


def run(arguments):
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.time()
    subprocess.run([prep, "tokenize", "-q", "-t", tokenizer, *arguments, "-o", "out.tokens"], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, time.time() - wall


lines = [line.rstrip("\n") for line in open(path, encoding="utf-8", newline="\n")]
os.chdir(tempfile.mkdtemp())
start()
import re
controls = re.compile("|".join(re.escape(t) for t in sorted(hf.added_tokens_encoder, key=len, reverse=True)))
with open("texts.jsonl", "w", encoding="utf-8") as texts:
    for line in lines:
        text = hf.apply_chat_template(json.loads(line)["messages"], tokenize=False)
        texts.write(json.dumps({"text": controls.sub("", text)}, ensure_ascii=False) + "\n")
figures = {"chats": [], "texts": [], "both": [], "hf": []}
for _ in range(repetitions):
    figures["texts"].append(run(["--threads", "1", "texts.jsonl"])[0])
    figures["chats"].append(run(["--threads", "1", "--template", template, path])[0])
    figures["both"].append(run(["--threads", "2", "--template", template, path])[1])
with multiprocessing.Pool(2, start) as pool:
    pool.map(tokenize, lines[:64])
    began = time.time()
    total = sum(pool.imap(tokenize, lines, 256))
    figures["hf"].append(time.time() - began)
best = {name: min(values) for name, values in figures.items()}
print(json.dumps({"chats": len(lines), "tokens": total, "bytes": os.path.getsize(path),
                  "user_seconds": {"texts": round(best["texts"], 3), "chats": round(best["chats"], 3)},
                  "ratio_to_text": round(best["chats"] / best["texts"], 2),
                  "wall_seconds": {"prep": round(best["both"], 3), "hf": round(best["hf"], 2)},
                  "times_faster": round(best["hf"] / best["both"], 1)}))
