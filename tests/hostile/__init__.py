"""Documents as nobody means them: specimens mutated, repeated and fuzzed, and what must hold of whatever is made of them."""
