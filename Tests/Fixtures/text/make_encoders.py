"""Regenerates bert/, xlm-roberta/ and encoders.h5: two small encoders of random weights, with tokens and
vectors as transformers and PyTorch give them.

    python3 make_encoders.py     # needs h5py, numpy, safetensors, sentencepiece, torch, transformers
"""

import json
import pathlib

import h5py
import numpy
import sentencepiece
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel, BertTokenizer, XLMRobertaConfig, XLMRobertaModel

TEXTS = [
    "The moon, the sea!", "don't unaffable Éclair naïve", "love love love love love love love love love love love",
    "東京 love (２０)", "তোমার চাঁদ", "मेरा दिल love", "…", "x" * 120, "la\tluna \u200bnueva",
]
PIECES = """the moon sea un ##aff ##able love do don t ##n naive e ##cl ##air la lu ##na ##ev ##a nu ne ! , ' . ( )
    x ##x 東 京 ##e ##s ত ##ো ##মার চাঁদ म ##र দ … [MASK]""".split()
SMALL = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40)


def randomized(model, seed):
    """Weights large enough that every part of the network matters."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(torch.randn(value.shape, generator=generator) * (0.5 if value.ndim > 1 else 0.3))
            if name.endswith("LayerNorm.weight"):
                value.add_(1)
    return model.eval()


def store(file, name, model, tokens):
    group = file.create_group(name)
    group["tokens"] = numpy.concatenate(tokens).astype("i8")
    group["counts"] = numpy.array([len(one) for one in tokens], "i8")
    states = [model(torch.tensor([one])).last_hidden_state[0].detach() for one in tokens]
    group["cls"] = torch.stack([one[0] for one in states]).numpy()
    group["mean"] = torch.stack([one.mean(0) for one in states]).numpy()


def save(model, folder, prefix, kind):
    weights = {prefix + name: value.to(kind).contiguous() for name, value in model.state_dict().items()
               if not name.endswith(("position_ids", "token_type_ids")) and "pooler" not in name}
    save_file(weights, f"{folder}/model.safetensors", metadata={"format": "pt"})
    return {name.removeprefix(prefix): value.float() for name, value in weights.items()}


with h5py.File("encoders.h5", "w") as file:
    file["texts"] = TEXTS

    folder = pathlib.Path("bert")
    folder.mkdir(exist_ok=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + PIECES
    (folder / "vocab.txt").write_text("".join(piece + "\n" for piece in vocabulary))
    config = BertConfig(**SMALL, vocab_size=len(vocabulary), max_position_embeddings=32)
    (folder / "config.json").write_text(json.dumps(config.to_dict(), indent=1, sort_keys=True) + "\n")
    model = randomized(BertModel(config, add_pooling_layer=False), 1)
    save(model, folder, "", torch.float32)
    tokenizer = BertTokenizer(str(folder / "vocab.txt"))
    store(file, "bert", model, [tokenizer.encode(text)[:31] + [3] if len(tokenizer.encode(text)) > 32
                                else tokenizer.encode(text) for text in TEXTS])

    folder = pathlib.Path("xlm-roberta")
    folder.mkdir(exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS * 20), model_prefix="small", vocab_size=56, character_coverage=1.0,
        normalization_rule_name="identity", bos_id=1, eos_id=2, unk_id=0, num_threads=1)
    pathlib.Path("small.model").rename(folder / "sentencepiece.bpe.model")
    pathlib.Path("small.vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "sentencepiece.bpe.model"))
    config = XLMRobertaConfig(**SMALL, vocab_size=pieces.get_piece_size() + 2, max_position_embeddings=34,
                              type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1)
    (folder / "config.json").write_text(json.dumps(config.to_dict(), indent=1, sort_keys=True) + "\n")
    model = randomized(XLMRobertaModel(config, add_pooling_layer=False), 2)
    model.load_state_dict(save(model, folder, "roberta.", torch.float16), strict=False)
    fairseq = [[3 if piece < 3 else piece + 1 for piece in pieces.encode(text)][:30] for text in TEXTS]
    store(file, "xlm-roberta", model, [[0] + one + [2] for one in fairseq])
