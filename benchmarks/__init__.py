"""What the program takes, beside plain programs that write the same facts: `python -m benchmarks` (`make bench`)."""
