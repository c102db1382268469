"""A first scenario of any city: people from the census, means by stated rules per head."""
