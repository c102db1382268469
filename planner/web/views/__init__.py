"""The desk's pages: one module each, whose ``show`` draws it."""
