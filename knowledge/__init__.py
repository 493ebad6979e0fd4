"""What the network knows and remembers. Knows no handler and no Teams."""
