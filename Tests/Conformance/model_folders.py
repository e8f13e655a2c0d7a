#!/usr/bin/env python3
"""Record what transformers makes of model folders: `Fixtures/tokenizers/folders.jsonl`.

  model_folders.py --record Fixtures/tokenizers/folders.jsonl [--base Fixtures/tokenizers/small.tokenizer.json]

Each line has the files of a folder (vocab.json and merges.txt of a small vocabulary, or a tokenizer.json, with the files beside them) and, for
some texts, the ids of AutoTokenizer without the tokens of the template, special tokens taken. Needs the Python package transformers (5.24).
"""
import argparse, json, os, tempfile

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers import AutoTokenizer

TEXTS = ["Hello the world", "  two  spaces\tThe\n\n x", "a<s>b </s> <mask> c", "<|endoftext|> Hi <|im_start|>user\nsold 12345 boxes.\n<|im_end|>", "Cafe\u0301 A\u030a \ufb01",
         "<x>wort[NEW] wortwort <new>  x", "The THE the. <tool_call>x</tool_call> [MASK]", "日本語 한국어", "don't I'LL 's \u017f"]

def token(content, **flags):
    return {"content": content, "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True} | flags

def folders(base):
    document = json.load(open(base))
    vocabulary = document["model"]["vocab"]
    merges = "#version: 0.2\n" + "".join((m if isinstance(m, str) else " ".join(m)) + "\n" for m in document["model"]["merges"])
    def pair(kind, names=(), model=None, **files):
        words = dict(vocabulary)
        for name in names: words[name] = max(words.values()) + 1
        made = {"vocab.json": words, "merges.txt": merges}
        if kind: made["tokenizer_config.json"] = {"tokenizer_class": kind} | files.pop("config", {})
        if model: made["config.json"] = {"model_type": model}
        return made | {name.replace("_json", ".json"): value for name, value in files.items()}
    roberta = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    end = ["<|endoftext|>"]
    yield "gpt2", pair("GPT2Tokenizer", end, "gpt2")
    yield "gpt2 prefix", pair("GPT2TokenizerFast", end, "gpt2", config={"add_prefix_space": True})
    yield "gpt2 by model", pair(None, end, "gpt2")
    yield "gpt2 added", pair("GPT2Tokenizer", end, "gpt2", added_tokens_json={"<x>": 9000, "[NEW] ": 9003, "wort": 9002}, special_tokens_map_json={"pad_token": "<x>", "eos_token": "<|endoftext|>"})
    yield "roberta", pair("RobertaTokenizer", roberta, "roberta")
    yield "roberta mask", pair("RobertaTokenizerFast", roberta, "roberta", config={"add_prefix_space": True, "mask_token": "<mask>", "added_tokens_decoder": {"9000": token("<mask>", lstrip=True)}})
    flags = {"content": "<mask>", "lstrip": True, "rstrip": False, "normalized": True, "single_word": False}
    yield "roberta map", pair("RobertaTokenizer", roberta, "roberta", special_tokens_map_json={"mask_token": flags})
    yield "roberta object", pair("RobertaTokenizer", roberta, "roberta", config={"mask_token": flags | {"__type": "AddedToken", "normalized": False}})
    yield "bart", pair("BartTokenizer", roberta, "bart")
    yield "deberta", pair("DebertaTokenizer", ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"], "deberta")
    yield "neox", pair("GPTNeoXTokenizer", end, "gpt_neox")
    yield "cohere", pair("CohereTokenizerFast", ["<PAD>", "<UNK>", "<CLS>", "<SEP>", "<MASK_TOKEN>", "<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>"], "cohere")
    qwen = {"added_tokens_decoder": {"9000": token("<|endoftext|>"), "9001": token("<|im_start|>"), "9002": token("<|im_end|>"), "9003": token("<tool_call>", special=False)},
            "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "unk_token": None, "bos_token": None}
    yield "qwen2", pair("Qwen2Tokenizer", [], "qwen2", config=qwen)
    yield "qwen2 older", pair("Qwen2Tokenizer", [], "qwen2", added_tokens_json={"<|endoftext|>": 9000, "<|im_start|>": 9001}, special_tokens_map_json={"eos_token": "<|endoftext|>", "additional_special_tokens": ["<|im_start|>"]})
    plain = {"tokenizer.json": document}
    yield "json flags", plain | {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "added_tokens_decoder": {"9000": token("<x>", lstrip=True), "9001": token("<new>", rstrip=True), "7": token("the", single_word=True, normalized=True, special=False)}}}
    yield "json added", plain | {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<x>"}, "added_tokens.json": {"<x>": 9007, "wort": 9000}}
    letters = {c + s: i for i, (c, s) in enumerate((c, s) for c in "abcdefghijklmnopqrstuvwxyz.,'<>|_" for s in ("", "</w>"))}
    for name in ["th", "the</w>", "<unk>", "<s>", "</s>", "<pad>", "<mask>"]: letters[name] = len(letters)
    characters = {"vocab.json": letters, "merges.txt": "#version: 0.2\nt h\nth e</w>\n"}
    yield "openai", characters | {"tokenizer_config.json": {"tokenizer_class": "OpenAIGPTTokenizer"}, "config.json": {"model_type": "openai-gpt"}}
    yield "herbert", characters | {"tokenizer_config.json": {"tokenizer_class": "HerbertTokenizer"}, "config.json": {"model_type": "herbert"}}
    clip = {a: b for a, b in vocabulary.items()} | {a + "</w>": len(vocabulary) + b for b, a in enumerate(vocabulary)}
    for name in ["<|startoftext|>", "<|endoftext|>"]: clip[name] = max(clip.values()) + 1
    yield "clip", {"vocab.json": clip, "merges.txt": "#version: 0.2\nt h\nth e</w>\n" if "th" in clip and "the</w>" in clip else "#version: 0.2\n",
                   "tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer"}, "config.json": {"model_type": "clip"}}

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", required=True)
    parser.add_argument("--base", default="Fixtures/tokenizers/small.tokenizer.json")
    options = parser.parse_args()
    with open(options.record, "w") as out:
        for name, files in folders(options.base):
            with tempfile.TemporaryDirectory() as folder:
                for file, content in files.items():
                    with open(os.path.join(folder, file), "w") as f:
                        f.write(content) if isinstance(content, str) else json.dump(content, f, ensure_ascii=False)
                tokenizer = AutoTokenizer.from_pretrained(folder)
                cases = [{"text": text, "ids": tokenizer(text, add_special_tokens=False)["input_ids"]} for text in TEXTS]
            shown = {file: content if isinstance(content, str) else json.dumps(content, ensure_ascii=False) for file, content in files.items()}
            out.write(json.dumps({"name": name, "files": shown, "cases": cases}, ensure_ascii=False) + "\n")

main()
