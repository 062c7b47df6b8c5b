"""Orders of the FCC: whom they are about, and what they decide."""
