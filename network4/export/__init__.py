"""Writes trained networks as files for other programs."""

from network4.export.json_file import write_json
from network4.export.learning_page import write_learning_page
from network4.export.onnx_file import OPSET, write_onnx
from network4.export.onnx_reader import read_onnx
from network4.export.page_file import write_page
from network4.export.quiz_page import Quiz, write_quiz_page

__all__ = [
    "OPSET",
    "Quiz",
    "read_onnx",
    "write_json",
    "write_learning_page",
    "write_onnx",
    "write_page",
    "write_quiz_page",
]
