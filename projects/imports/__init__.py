"""The register's import desk: its columns and words, how rows find their projects, what is written and taken back."""
