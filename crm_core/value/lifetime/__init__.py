"""Lifetime value: one published model a file, as pure functions on arrays. Asks no database and words nothing."""
