"""Claims that articles make, drawn from their passages."""
