"""`madang doctor`: looks at this machine and at the server's address, and says how to mend what is wrong."""
