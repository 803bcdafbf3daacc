"""What `pipeline.store` exports stays what it is, whichever of its files is imported later."""

import importlib
import pkgutil

import pipeline.store


def test_no_file_hides_a_function_of_its_name() -> None:
    before = {name: getattr(pipeline.store, name) for name in pipeline.store.__all__}
    for module in pkgutil.iter_modules(pipeline.store.__path__):
        importlib.import_module(f"pipeline.store.{module.name}")
    assert {name: getattr(pipeline.store, name) for name in pipeline.store.__all__} == before
