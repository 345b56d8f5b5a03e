"""The parts of `read_onnx`: each subject of an ONNX file in a module of its own."""
