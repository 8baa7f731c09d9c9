"""Writes the PyTorch files of tests/golden/torch/.

    python tests/oracle/make_torch_fixtures.py tests/golden/torch

Made with PyTorch 2.11. Every file holds the same small table of tensors (`state_dict` below), except `module-*`, which
is what `Module.state_dict()` gives (with its `_metadata`), and `checkpoint.bin`, which holds more than tensors and has
to be refused. The values are fixed; only the storage keys of the legacy files depend on the run.
"""

import sys
from collections import OrderedDict
from pathlib import Path

import torch


def state_dict():
    """Tensors of each kind that the reader tells apart."""
    full = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    table = OrderedDict()
    table["full"] = full
    table["half"] = torch.tensor([0.5, -1.0, 2.0, 65504.0], dtype=torch.float16)
    table["bf16"] = torch.tensor([[1.0], [-3.0]], dtype=torch.bfloat16)
    table["double"] = torch.tensor([0.25], dtype=torch.float64)
    table["ids"] = torch.tensor([1, 2, 3])
    table["transposed"] = full.t()  # not contiguous, shares its storage with `full`
    table["tied"] = full
    table["row"] = full[1]  # starts within the storage
    table["parameter"] = torch.nn.Parameter(torch.tensor([7.0, 8.0]))
    table["empty"] = torch.zeros(0, 4)
    table["scalar"] = torch.tensor(9.0)
    return table


def module_state_dict():
    """The table of a layer with fixed weights."""
    layer = torch.nn.Linear(3, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.arange(6.0).reshape(2, 3))
        layer.bias.fill_(1.0)
    return layer.state_dict()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in [("tensors", state_dict()), ("module", module_state_dict())]:
        torch.save(table, folder / f"{name}-zip.bin")
        torch.save(table, folder / f"{name}-legacy.bin", _use_new_zipfile_serialization=False)
    for protocol in (3, 4, 5):
        torch.save(state_dict(), folder / f"tensors-protocol{protocol}.bin", pickle_protocol=protocol)
    torch.save({"epoch": 3, "state_dict": module_state_dict()}, folder / "checkpoint.bin")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
