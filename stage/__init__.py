"""The stage: what it is told (payload), how that travels (wire, routes), and the components that show it."""
