"""Long work in processes of their own, each with a folder that outlives server and browser."""
