"""The encoder's network with low-rank changes: weights for another task, in a tenth of the room.

The weights W of a product become W + up @ down (Hu et al. 2022, LoRA: low-rank adaptation of large language
models). The sum is held as the network is: in 8 bits, symmetric, with a scale for each output.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

DOWN, UP = ".down", ".up"
_MOST: Final = 127  # the largest number of 8 bits with a sign
Floats = npt.NDArray[np.float32]


def changed(network: Path, changes: Mapping[str, npt.NDArray[np.floating]]) -> bytes:
    """The network of a file with its products changed, as the bytes of such a file.

    `changes` hold for each product, by the name of its parameter, `<name>.down` (rank x inputs) and
    `<name>.up` (outputs x rank). Raises ValueError if they are not those of the network.
    """
    model = onnx.load(network)
    held = {one.name: one for one in model.graph.initializer}
    places = products(model.graph)
    wanted = {name + end for name in places for end in (DOWN, UP)}
    if wanted != changes.keys():
        raise ValueError(f"{network}: products and changes differ: {sorted(wanted ^ changes.keys())[:4]}")
    for name, weights in places.items():
        if numpy_helper.to_array(held[f"{weights}_zero_point"]).any():
            raise ValueError(f"{network}: {name} is not held symmetrically")
        change = changes[name + UP].astype(np.float32) @ changes[name + DOWN].astype(np.float32)
        sum_ = floats(held, weights) + change.T
        scale = np.maximum(np.abs(sum_).max(axis=0), np.finfo(np.float32).tiny) / _MOST
        _put(held[f"{weights}_quantized"], np.clip(np.rint(sum_ / scale), -_MOST, _MOST).astype(np.int8))
        _put(held[f"{weights}_scale"], scale.astype(np.float32))
    return bytes(model.SerializeToString())


def products(graph: onnx.GraphProto) -> dict[str, str]:
    """For each product with weights the name of its parameter ("encoder.layer.0...."), and the name of its
    weights in the graph. Its node in the graph is named "/encoder/encoder/layer.0/.../MatMul_quant"."""
    return {
        ".".join(node.name.strip("/").split("/")[1:-1]): node.input[1].removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger"
    }


def floats(held: Mapping[str, onnx.TensorProto], name: str) -> Floats:
    """A tensor of the graph as floats, also if it is held in 8 bits."""
    if name in held:
        return np.array(numpy_helper.to_array(held[name]))
    whole = numpy_helper.to_array(held[f"{name}_quantized"]).astype(np.float32)
    zero = numpy_helper.to_array(held[f"{name}_zero_point"]).astype(np.float32)
    return np.asarray((whole - zero) * numpy_helper.to_array(held[f"{name}_scale"]), dtype=np.float32)


def _put(tensor: onnx.TensorProto, values: npt.NDArray[np.generic]) -> None:
    tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
