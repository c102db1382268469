"""The 7th national census and the township list, reduced to what a first scenario needs."""
