"""The manager's codebook as a pure value: what ships, and every edit since, replayed."""
