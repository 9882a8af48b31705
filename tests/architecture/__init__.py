"""The shape of the house: which way imports go, what each file owes its reader, what no file may hold."""
