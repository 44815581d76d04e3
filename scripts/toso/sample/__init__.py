"""A seeded sample ward: 24 residential groups, what their leaders typed, and every mistake that was planted."""
