"""Fit adapters and head together on the written sentences: one pass of the encoder, one loss for all labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from feedback.themes.adapter import Adapter
from feedback.themes.codebook import Sentence
from feedback.themes.encoder import WIDTH
from feedback.themes.features import Floats
from feedback.themes.prepare import prepare
from feedback.themes.reading import CUES, TONES, VECTOR, tones
from feedback.themes.types import SENTIMENTS
from feedback.themes.weights import source_folder
from feedback.tuning import targets
from feedback.tuning.augment import vary
from feedback.tuning.bert import DROPOUT, Bert

EPOCHS, BATCH, SEED = 4, 32, 20_240_229
ADAPTER_RATE, HEAD_RATE, WARM_UP = 5e-4, 2e-3, 0.1
LONGEST = 128
# How much of the average stays at each step: about the last thousand steps count.
REMEMBER = 0.999
# A label in a hundred sentences counts this much more where it holds, at most.
RAREST = 4.0
# The themes' losses are summed over fifty labels: this brings them to the size of the one for sentiment.
THEMES = 0.1

Progress = Callable[[str], None]


class Network(nn.Module):
    """Encoder and head."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.bert = Bert()
        self.head = nn.Linear(WIDTH + TONES, labels)

    def forward(self, tokens: Tensor, mask: Tensor, facts: Tensor) -> Tensor:
        """`facts`: the tone, (texts, TONES). Logits, shape (texts, labels)."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = self.bert(tokens, mask)
        inputs = torch.cat([vectors.float() * VECTOR, facts], dim=1)
        logits: Tensor = self.head(functional.dropout(inputs, DROPOUT, self.training))
        return logits


class Tuner:
    """The network while it learns, and the average of its last states, which is what is kept."""

    def __init__(self, labels: Sequence[str]) -> None:
        torch.manual_seed(SEED)
        self.labels = tuple(labels)
        self._network = Network(len(labels))
        self._average = AveragedModel(self._network, multi_avg_fn=get_ema_multi_avg_fn(REMEMBER))
        self._tokenizer = Tokenizer.from_file(str(source_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._choice = [self.labels.index(f"sentiment:{name}") for name in SENTIMENTS]
        self._each = [column for column in range(len(labels)) if column not in self._choice]

    def fit(self, sentences: Sequence[Sentence], progress: Progress) -> None:
        """Several passes over the sentences, each time varied anew."""
        held = targets.targets(sentences, self.labels).sum(axis=0)
        rare = torch.tensor(np.clip((len(sentences) - held) / np.maximum(held, 1), 1, RAREST))[self._each]
        importance = targets.importance(sentences)
        steps = EPOCHS * -(-len(sentences) // BATCH)
        groups = [{"params": self._network.bert.parameters()}, {"params": self._network.head.parameters()}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        rates = [ADAPTER_RATE, HEAD_RATE]
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=WARM_UP)
        for epoch in range(EPOCHS):
            self._network.train()
            total = 0.0
            for number, rows in enumerate(self._batches(sentences, epoch), 1):
                batch, weights = [sentence for _, sentence in rows], importance[[row for row, _ in rows]]
                loss = self._loss(batch, torch.tensor(weights), rare)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                self._average.update_parameters(self._network)
                total += loss.item()
                if number % 50 == 0:
                    progress(f"pass {epoch + 1} of {EPOCHS}, {number * BATCH:,} sentences, loss {total / number:.3f}")

    def logits(self, sentences: Sequence[Sentence]) -> Floats:
        """What the head says, shape (sentences, labels)."""
        self._average.eval()
        with torch.no_grad():
            batches = (sentences[at : at + BATCH] for at in range(0, len(sentences), BATCH))
            parts = [self._average(*self._read(batch)) for batch in batches]
        out: Floats = torch.cat(parts).numpy()
        return out

    def adapter(self) -> Adapter:
        """What the encoder learnt."""
        return {name: tensor.numpy().astype(np.float16) for name, tensor in self._average.module.bert.adapter().items()}

    def weights(self) -> tuple[Floats, Floats]:
        """What the head learnt: weights of shape (WIDTH + TONES, labels) and biases (labels,)."""
        head = self._average.module.head
        return head.weight.detach().T.contiguous().numpy(), head.bias.detach().numpy()

    def _batches(self, sentences: Sequence[Sentence], epoch: int) -> Iterator[list[tuple[int, Sentence]]]:
        """Sentences of about the same length together, in random order."""
        random = Random(SEED + epoch)
        varied = list(enumerate(vary(sentences, random=random)))
        varied.sort(key=lambda row: len(row[1].text) + random.random() * 16)
        batches = [varied[at : at + BATCH] for at in range(0, len(varied), BATCH)]
        random.shuffle(batches)
        return iter(batches)

    def _read(self, sentences: Sequence[Sentence]) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens, mask and tone of a batch."""
        encodings = self._tokenizer.encode_batch([CUES[s.role] + s.text for s in sentences])
        longest = max(len(encoding.ids) for encoding in encodings)
        tokens, mask = (torch.zeros(len(sentences), longest, dtype=torch.long) for _ in range(2))
        for row, encoding in enumerate(encodings):
            tokens[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = 1
        prepared = [prepare(sentence.text, sentence.role) for sentence in sentences]
        return tokens, mask, torch.tensor(tones(prepared))

    def _loss(self, sentences: Sequence[Sentence], weights: Tensor, rare: Tensor) -> Tensor:
        logits = self._network(*self._read(sentences))
        wanted = torch.tensor(targets.targets(sentences, self.labels))
        known = torch.tensor(targets.known(sentences, self.labels))[:, self._each]
        each = functional.binary_cross_entropy_with_logits(
            logits[:, self._each], wanted[:, self._each], pos_weight=rare, reduction="none"
        )
        choice = functional.cross_entropy(logits[:, self._choice], wanted[:, self._choice], reduction="none")
        loss: Tensor = ((THEMES * (each * known).sum(dim=1) + choice) * weights).mean()
        return loss
