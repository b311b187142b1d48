"""The command line's verbs, one room each kind; the pages' questions and steps without a browser."""
