"""Tunes the built-in encoder to shoppers' questions: a low-rank adapter that `embeddings` adds to MiniLM's weights."""
