"""Teams as the bot meets it on the wire: its keys and tokens, its connector, and what it delivers."""
