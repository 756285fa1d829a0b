"""What stops the pipeline."""

from __future__ import annotations


class PipelineError(Exception):
    """A document, an overlay or what was generated from them is not as it must be; the message says where."""
