"""The encoder that signals and matching share: meaning where words differ."""

import os

# Builds of onnxruntime report usage to their maker, unless this is set before they are imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
