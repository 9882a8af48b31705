"""The web client's texts, colours and drawings, checked without a browser."""
