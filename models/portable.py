"""Makes traced TorchScript run on whatever device its input is on."""


def follow_input(script):
    """Replaces devices that the tracer wrote down (torch.zeros(..., device=x.device) becomes a constant) by the input's.

    Changes the graphs of `script` and its submodules in place; call it before the first run.
    """
    for module in script.modules():
        if module._c._has_method("forward"):
            _follow(module.graph)


def _follow(graph):
    tensors = [i for i in list(graph.inputs())[1:] if i.type().isSubtypeOf(_tensor())]
    found = list(_constants(graph))
    if not found:
        return
    if not tensors:
        raise ValueError("a traced module without a tensor as input writes down a device")
    device = graph.create("prim::device", [tensors[0]])
    device.output().setType(found[0].output().type())
    graph.prependNode(device)
    for constant in found:
        constant.output().replaceAllUsesWith(device.output())
        constant.destroy()


def _constants(block):
    for node in block.nodes():
        if node.kind() == "prim::Constant" and str(node.output().type()) == "Device":
            yield node
        for inner in node.blocks():
            yield from _constants(inner)


def _tensor():
    import torch

    return torch._C.TensorType.get()
