"""How results are written for people and programs, one module a format."""
