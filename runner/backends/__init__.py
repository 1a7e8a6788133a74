"""The targets that specs are applied to, one package each."""
