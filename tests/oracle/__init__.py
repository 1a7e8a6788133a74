"""Holds the kinds against azure-ai-ml itself: its schemas are walked, resources made from them, and bodies compared."""
