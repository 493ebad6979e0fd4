"""Proofs that run the real program hard: races, kills, a school year, and how fast a turn is. See `README.md`."""
