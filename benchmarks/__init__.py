"""How long the allocator takes for a large city, and how near its bounds it comes."""
