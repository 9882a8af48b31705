"""Pictures of the running product for the documents: `make pictures` makes them anew."""
