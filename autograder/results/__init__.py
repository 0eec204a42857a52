"""What running and checking a hand-in gave: how it is made, kept by its content, and recorded."""
