"""Measures runner against public CLI v2 files and broken variants of them: `python -m tests.corpus`, or its tests."""
