"""What several kinds have in common: groups of fields and the rules about them. Kinds import parts, never each other."""
