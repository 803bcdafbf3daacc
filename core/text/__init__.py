"""Texts: the form that is shown, masking of personal data, and the form that models see."""

from core.text.datasets import clean_dataset_text
from core.text.forms import model_form, model_tokens
from core.text.masking import mask
from core.text.normal import normalise

__all__ = ["clean_dataset_text", "mask", "model_form", "model_tokens", "normalise"]
