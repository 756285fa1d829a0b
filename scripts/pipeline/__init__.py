"""From the documents in openapi/ to the low-level clients in generated/."""
