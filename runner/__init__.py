"""Declarative training jobs and Azure ML infrastructure: YAML specs, planned and applied here or on a workspace."""

__version__ = "0.1.0"
