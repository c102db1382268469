"""How fast the simulation is beside other simulators and by size; how good the allocator is."""
