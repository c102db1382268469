"""What came out of a campaign: clocks, verdict, curves, binding resource, waits and losses."""
