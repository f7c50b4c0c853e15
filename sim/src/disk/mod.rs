//! A disk in memory, under SQLite.
