//! What the search has found, and what it was; each is a file of its corpus.
